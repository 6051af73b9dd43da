import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDataEngine } from '../../../../electron/data-worker/engine'
import { openConnection } from '../../../../electron/db/connection'
import { buildForThread } from '../../data-connections/build-worker'
import { startVictim, type Victim } from './victim'

const ROUNDS = 6
const RECORDS = 20_000
const EDITED = 10_000
const SEED = 20_261_121
const USER = { kind: 'user' as const, id: null }

let built: string
let folder: string
beforeAll(async () => {
  const cache = join(process.cwd(), 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  built = mkdtempSync(join(cache, 'kill-'))
  folder = mkdtempSync(join(tmpdir(), 'patchbay-kill-'))
  await buildForThread(built)
}, 120_000)
afterAll(() => {
  for (const made of [built, folder]) rmSync(made, { recursive: true, force: true })
})

type Prepared = { tableId: string; fieldId: string; file: string }
type Operation = { act: (victim: Victim, prepared: Prepared) => Promise<unknown>; isDone: (state: State) => boolean }
/** What a table and its journal say after a kill. */
type State = {
  records: number
  changed: number
  batches: { action: string; records: number }[]
  entries: number
  type: string
}

const OPERATIONS: Record<string, Operation> = {
  'an import': {
    act: (victim, { tableId, fieldId, file }) =>
      victim.call('runImport', {
        id: 'import',
        file: csvOf(file),
        options: { format: 'csv', encoding: 'utf-8', delimiter: ',', hasHeader: true, unguard: false },
        target: { kind: 'existing', tableId, fieldIds: [fieldId] },
        badFile: `${file}.bad.csv`,
      }),
    isDone: ({ records }) => records !== RECORDS,
  },
  'a bulk edit': {
    act: (victim, { tableId, fieldId }) =>
      victim.call('writeRecords', {
        tableId,
        actor: USER,
        edits: Array.from({ length: EDITED }, (_, index) => ({ recordId: index + 1, values: { [fieldId]: '9' } })),
        adds: [],
      }),
    isDone: ({ changed }) => changed !== 0,
  },
  'a type change': {
    act: (victim, { tableId, fieldId }) => victim.call('changeType', { tableId, fieldId, to: { type: 'integer' } }),
    isDone: ({ type }) => type === 'integer',
  },
}

describe.each(Object.entries(OPERATIONS))('a kill in the middle of %s', (name, { act, isDone }) => {
  test('leaves all of it or nothing, and the journal agrees', { timeout: 240_000 }, async () => {
    const random = seeded(SEED)
    const took = await timed(name, act)
    for (let round = 0; round < ROUNDS; round += 1) {
      const prepared = await prepare(`${name}-${round}`)
      const victim = await startVictim(join(built, 'data-worker.cjs'), prepared.file)
      const acting = act(victim, prepared).catch(() => undefined)
      await pause(random() * took * 1.2)
      await victim.kill()
      void acting
      const state = await stateAfter(prepared)
      const done = isDone(state)
      expect(state, `round ${round}, seed ${SEED}`).toEqual(done ? expected(name) : UNTOUCHED)
    }
  })
})

const CREATED = { action: 'create', records: 10_000 }
const UNTOUCHED: State = {
  records: RECORDS,
  changed: 0,
  batches: [CREATED, CREATED],
  entries: RECORDS,
  type: 'text',
}

function expected(name: string): State {
  if (name === 'an import')
    return {
      ...UNTOUCHED,
      records: RECORDS * 2,
      batches: [...UNTOUCHED.batches, { action: 'import', records: RECORDS }],
    }
  if (name === 'a bulk edit')
    return {
      ...UNTOUCHED,
      changed: EDITED,
      batches: [...UNTOUCHED.batches, { action: 'edit', records: EDITED }],
      entries: RECORDS + EDITED,
    }
  return { ...UNTOUCHED, type: 'integer', batches: [...UNTOUCHED.batches, { action: 'retype', records: RECORDS }] }
}

async function prepare(name: string): Promise<Prepared> {
  const file = join(folder, `${name.replaceAll(' ', '-')}.sqlite`)
  const engine = await createDataEngine({ tablesFile: file })
  const tableId = await engine.call('createTable', { name: 'Facts', fields: [{ name: 'Amount', type: 'text' }] })
  const connection = await openConnection(file, 'read-only')
  const [field] = await connection.all('select id from field')
  await connection.close()
  const fieldId = String(field?.id)
  for (let from = 0; from < RECORDS; from += 10_000)
    await engine.call('writeRecords', {
      tableId,
      actor: USER,
      edits: [],
      adds: Array.from({ length: 10_000 }, () => ({ [fieldId]: '1' })),
    })
  await engine.close()
  return { tableId, fieldId, file }
}

/** What is there once the engine was opened again and has cleaned up. */
async function stateAfter({ file }: Prepared): Promise<State> {
  const engine = await createDataEngine({ tablesFile: file })
  await engine.close()
  const connection = await openConnection(file, 'read-only')
  try {
    const [check] = await connection.all('pragma integrity_check')
    expect(check).toEqual({ integrity_check: 'ok' })
    const [field] = await connection.all('select column_name as col, type from field')
    const [count] = await connection.all(
      `select count(*) as records, sum(${String(field?.col)} = '9') as changed from t_1`,
    )
    const batches = await connection.all('select action, records from change_batch order by rowid')
    const [journal] = await connection.all('select count(*) as entries from journal')
    return {
      records: Number(count?.records),
      changed: Number(count?.changed),
      batches: batches.map(({ action, records }) => ({ action: String(action), records: Number(records) })),
      entries: Number(journal?.entries),
      type: String(field?.type),
    }
  } finally {
    await connection.close()
  }
}

async function timed(name: string, act: Operation['act']): Promise<number> {
  const prepared = await prepare(`${name}-timed`)
  const victim = await startVictim(join(built, 'data-worker.cjs'), prepared.file)
  const started = performance.now()
  await act(victim, prepared)
  const took = performance.now() - started
  await victim.kill()
  expect(await stateAfter(prepared)).toEqual(expected(name))
  return took
}

function csvOf(file: string): string {
  const csv = `${file}.csv`
  writeFileSync(csv, `Amount\n${'2\n'.repeat(RECORDS)}`)
  return csv
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
