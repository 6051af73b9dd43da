import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StreamJob, StreamOutcome } from '../../../electron/data-worker/protocol'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import { seeded } from '../../helpers/sources/mirror'
import { faultsOf, readTable } from './local-tables'
import { createOwnValues } from './own-values'
import { type EngineProcess, Killed, spawnEngine } from './spawn-engine'
import { pick, type Random, type World, whole } from './world'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]
const KILLS_BETWEEN_CHECKS = 10
/** A life that nothing ends is ended after so many rounds of syncs. */
const LONGEST_LIFE = 6

type Figures = { kills: Record<string, number>; syncs: number; requests: number; seconds: number }

/**
 * Syncs a source again and again with an engine that is killed again and again, while somebody works at the source and
 * somebody edits here. Fails unless the tables equal the source whenever both have come to rest.
 */
export async function liveAndDie(world: World, options: { program: string; kills: number; seed: number }) {
  const { program, kills, seed } = options
  const random = seeded(seed)
  const began = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-kills-'))
  const life = createLife({ world, program, random, file: join(folder, 'tables.sqlite') })
  try {
    for (let killed = 1; killed <= kills; killed += 1) {
      await life.die()
      if (killed % KILLS_BETWEEN_CHECKS === 0 || killed === kills) await life.comeToRest()
    }
    return { ...life.figures, seconds: Math.round((performance.now() - began) / 100) / 10 }
  } finally {
    await life.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Given = { world: World; program: string; random: Random; file: string }

function createLife({ world, program, random, file }: Given) {
  const figures: Figures = { kills: {}, syncs: 0, requests: 0, seconds: 0 }
  const own = createOwnValues(world, file)
  const deaths = createDeaths(random)
  const { sourceId, config, secrets, base } = world
  const about = { sourceId, config, secrets, connectionId: 'c' }
  let spare = spawnEngine(program)
  let engine = spare
  let streams: DiscoveredStream[] = []

  const rise = async (prepare: (next: EngineProcess) => void): Promise<void> => {
    engine = spare
    spare = spawnEngine(program)
    prepare(engine)
    await engine.open({ tablesFile: file, sourceId, config, secrets, base, now: world.now() })
    const found = await engine.call('discover', about, world.now())
    streams = found.filter(({ name }) => name in world.streams)
  }
  const jobOf = (stream: DiscoveredStream, full: boolean): StreamJob => ({
    ...{ ...about, runId: `run-${figures.syncs}`, stream, full, allowDeletes: false },
    origin: { dataConnectionId: 'c', dataConnectionName: 'Office', sourceId, streamId: stream.name },
    target: { kind: 'new', tableName: stream.label },
    settings: {
      ...{ mode: 'incremental', fields: null, filters: [], deletes: 'remove' },
      cursorField: world.streams[stream.name]?.cursorField ?? null,
    },
  })
  const sync = async (isFine: (outcome: StreamOutcome) => boolean, full = false): Promise<void> => {
    for (const stream of streams) {
      figures.syncs += 1
      const outcome = await engine.call('syncStream', jobOf(stream, full), world.now())
      if (!isFine(outcome) || outcome.question) throw new Error(`A sync ended badly: ${JSON.stringify(outcome)}`)
    }
  }
  const actAtMost = async (most: number) => {
    for (let n = whole(random, most + 1); n > 0; n -= 1) await world.act(random)
  }

  /** Between syncs something happens there, and here. */
  const passTime = async (): Promise<void> => {
    if (random() < 0.6) await actAtMost(6)
    if (random() < 0.3) world.advance(whole(random, random() < 0.2 ? 2 * DAY : 2 * HOUR))
    for (let n = whole(random, 4); n > 0; n -= 1) await own.edit(engine, random)
  }

  /** Until it ends by a kill. */
  const live = async (): Promise<void> => {
    const death = deaths.choose()
    let isArmed = death.isSoon
    world.onRequest(async () => {
      figures.requests += 1
      if (isArmed && death.isAtRequest()) engine.kill()
      if (random() < 0.5) await actAtMost(3)
      if (random() < 0.03) world.disturb(random)
    })
    await rise((next) => death.isSoon && death.arm(next))
    if (!death.isSoon) death.arm(engine)
    isArmed = true
    for (let round = 0; round < LONGEST_LIFE; round += 1) {
      await passTime()
      const full = random() < 0.08
      const before = { statements: engine.statements, requests: figures.requests, at: performance.now() }
      await death.during(engine, () => sync(isOver, full))
      deaths.learn(
        engine.statements - before.statements,
        figures.requests - before.requests,
        performance.now() - before.at,
      )
    }
    engine.kill()
    throw new Killed()
  }

  /** What went without a word may still be there unless `isSwept`. */
  const compare = async (isSwept: boolean) => {
    for (const stream of streams) {
      const table = await readTable(file, stream.name)
      if (!table) throw new Error(`There is no table of ${stream.name}`)
      const found = own.differences(stream, { table, truth: await world.truth(stream), isSwept })
      if (found.length > 0) throw new Error(`${stream.name} differs: ${JSON.stringify(found.slice(0, 5), null, 1)}`)
    }
  }

  return {
    figures,
    async die(): Promise<void> {
      try {
        await live()
      } catch (error) {
        if (!(error instanceof Killed)) throw error
      }
      await engine.ended
      figures.kills[engine.phase] = (figures.kills[engine.phase] ?? 0) + 1
    },
    /** Syncs in peace and compares: soon after what was changed last, and when deletes are due to be looked for. */
    async comeToRest(): Promise<void> {
      world.onRequest(() => {
        figures.requests += 1
      })
      await rise(() => undefined)
      await world.settle()
      world.advance(10 * MINUTE)
      // The first one ends what was interrupted, as of the time that it was begun at.
      await sync(isOver)
      await sync(hasSucceeded)
      await compare(false)
      for (let sweep = 0; sweep < 2; sweep += 1) {
        world.advance(8 * DAY)
        await sync(hasSucceeded)
      }
      await compare(true)
      await own.untilSearchable(engine)
      await engine.close()
      const faults = await faultsOf(file)
      if (faults.length > 0) throw new Error(`The file is not sound: ${JSON.stringify(faults.slice(0, 10))}`)
    },
    async end(): Promise<void> {
      for (const one of [engine, spare]) one.kill()
      await Promise.all([engine.ended, spare.ended])
    },
  }
}

const hasSucceeded = ({ status }: StreamOutcome): boolean => status === 'succeeded'
/** The source may have changed too fast to be read. */
const isOver = (outcome: StreamOutcome): boolean => hasSucceeded(outcome) || outcome.verdict?.kind === 'retry'

/** What ends lives: a statement, a request, or a moment after a sync began, within one round of syncs or some rounds later. */
function createDeaths(random: Random) {
  const typical = { statements: 150, requests: 15, ms: 100 }
  return {
    /** What one round of syncs took. */
    learn(statements: number, requests: number, ms: number): void {
      typical.statements = Math.max(40, statements)
      typical.requests = Math.max(5, requests)
      typical.ms = Math.max(20, ms)
    },
    choose() {
      const kind = pick(random, ['statement', 'statement', 'request', 'time'])
      const reach = random() < 0.6 ? 1 : 3
      const isUnderWay = random() < 0.5
      let requests = kind === 'request' ? 1 + whole(random, typical.requests * reach) : Number.POSITIVE_INFINITY
      return {
        /** Already while the files are being opened. */
        isSoon: random() < 0.1,
        arm(engine: EngineProcess): void {
          if (kind === 'statement') engine.arm(1 + whole(random, typical.statements * reach), isUnderWay)
        },
        isAtRequest(): boolean {
          requests -= 1
          return requests === 0
        },
        async during(engine: EngineProcess, task: () => Promise<void>): Promise<void> {
          const timer = kind === 'time' ? setTimeout(() => engine.kill(), random() * typical.ms) : undefined
          await task().finally(() => clearTimeout(timer))
        },
      }
    },
  }
}
