import { expect } from 'vitest'
import type {
  Selection,
  SourceCredentials,
  SourceDefinition,
  SourcePage,
  SourceReader,
  Window,
} from '../../../electron/sources/define'
import type { JsonValue } from '../../../shared/domain/common'
import { sourceContext } from '../source-context'
import { createMirror, type Mirror, wholeStream } from './mirror'

/** One way of reading a stream: from its beginning after `null`, else from where another reader got to. */
type Read = (reader: SourceReader, resume: JsonValue) => AsyncIterable<SourcePage>

/** The reader of a source over HTTP, with the server at `base` in place of the service. */
export function readerAt(
  definition: SourceDefinition,
  credentials: SourceCredentials,
  options: Parameters<typeof sourceContext>[2],
): SourceReader {
  if (definition.kind !== 'http') throw new Error(`${definition.name} is not read over HTTP`)
  return definition.http.reader(sourceContext(definition, credentials, options))
}

/** The whole of the stream of that name, or of the first one. */
export async function selectFrom(reader: SourceReader, name?: string): Promise<Selection> {
  const stream = (await reader.discover()).find((each) => name === undefined || each.name === name)
  if (!stream) throw new Error(`no stream ${name ?? 'at all'}`)
  return wholeStream(stream)
}

export async function readAll(reader: SourceReader, selection: Selection): Promise<Mirror> {
  const mirror = createMirror(selection)
  await mirror.take(reader.snapshot(selection, null))
  return mirror
}

export const inFull =
  (selection: Selection): Read =>
  (reader, resume) =>
    reader.snapshot(selection, resume)

export const changesIn =
  (selection: Selection, window: Window): Read =>
  (reader, resume) =>
    reader.changes(selection, window, resume)

type Timing = { granularityMs: number; lagMs: number; lookbackMs: number }

/** The window that follows one that ended at `after`, as the engine reckons it. Times are milliseconds. */
export function windowAfter({ granularityMs, lagMs, lookbackMs }: Timing, after: number, now: number): Window {
  const from = Math.floor((after - lookbackMs) / granularityMs) * granularityMs
  return { from: new Date(from).toISOString(), to: new Date(now - lagMs).toISOString() }
}

type History = {
  rounds: number
  /** One thing that happens at the service, so many times before each round. */
  step(): void
  steps: number
  /** How much later the next round is, in the unit of the clock. */
  later: number
  /** When the window before the first one ended, in milliseconds. */
  after: number
  window(after: number): Window
  /** Is done between two pages. */
  between?: () => void
}

type Service = { clock: number; onRequest(act: () => void): void }

/** Matches a problem by its verdict. */
export const kindOf = (kind: string, message = /./) => ({ verdict: { kind, message: expect.stringMatching(message) } })

/** What the tests of a source do with it, each reading by a new reader from `open`. */
export function readings(open: (given?: { signal?: AbortSignal }) => SourceReader) {
  /** Reads to the end, given up and gone on with after every page. Answers the number of pages. */
  async function takeByPage(mirror: Mirror, read: Read, between = () => {}): Promise<number> {
    let resume: JsonValue = null
    for (let turn = 0; turn < 300; turn += 1) {
      const taken = await mirror.take(read(open(), resume), 1)
      if (taken.done) return turn
      resume = JSON.parse(JSON.stringify(taken.resume))
      between()
    }
    throw new Error('does not end')
  }

  return {
    takeByPage,
    select: (name?: string) => selectFrom(open(), name),
    snapshot: (selection: Selection) => readAll(open(), selection),

    /** Puts the changes of a window into a mirror, or into a new one. */
    async catchUp(selection: Selection, window: Window, mirror = createMirror(selection)): Promise<Mirror> {
      await mirror.take(open().changes(selection, window, null))
      return mirror
    },

    /** Reads some pages, does `between`, and reads the rest. */
    async takeInTwo(mirror: Mirror, read: Read, between: () => unknown, pages = 1): Promise<void> {
      const { resume } = await mirror.take(read(open(), null), pages)
      between()
      await mirror.take(read(open(), resume))
    },

    /** Reads some pages, fails after `goWrong`, and reads the rest from where it was. Answers the failure. */
    async failAndGoOn(mirror: Mirror, read: Read, goWrong: () => unknown, pages = 1): Promise<unknown> {
      const { resume } = await mirror.take(read(open(), null), pages)
      goWrong()
      const failure: unknown = await mirror.take(read(open(), resume)).then(
        () => 'no failure',
        (problem: unknown) => problem,
      )
      await mirror.take(read(open(), resume))
      return failure
    },

    /** Asks for the second page after it was told to stop. */
    async stopAfterOnePage(selection: Selection): Promise<unknown> {
      const stop = new AbortController()
      const pages = open({ signal: stop.signal }).snapshot(selection, null)[Symbol.asyncIterator]()
      await pages.next()
      stop.abort()
      return pages.next()
    },

    /** Reads window after window, page by page, while things happen there, and at last one window in which nothing does. */
    async follow(mirror: Mirror, selection: Selection, service: Service, history: History): Promise<void> {
      const { rounds, steps, step, later, after, window, between } = history
      let ended = after
      for (let round = 0; round < rounds; round += 1) {
        for (let count = 0; count < steps; count += 1) step()
        service.clock += later
        const next = window(ended)
        await takeByPage(mirror, changesIn(selection, next), between)
        ended = Date.parse(next.to)
      }
      service.onRequest(() => undefined)
      service.clock += later
      await mirror.take(open().changes(selection, window(ended), null))
    },

    async keysOf(selection: Selection): Promise<string[][]> {
      const keys: string[][] = []
      for await (const page of open().keys(selection, null)) keys.push(...(JSON.parse(page.json) as string[][]))
      return keys
    },
  }
}
