import { recordsTable } from '../tables/columns'
import { dropDifferenceSql, goneOf, renewDifferenceSql } from './difference'
import { collectGone, countOf, countPresent, questionOf } from './merge'
import { deleteKeys } from './merge-page'
import { fromSource } from './open-reader'
import { readPages } from './read-pages'
import { dropStage, durably, keyParts, keysOfJson, keysTable } from './staging'
import type { StreamState } from './state'
import { keepingState, mergeOf, note, type StreamRun, saveState } from './stream-run'
import { inTransaction } from './transaction'
import { isOlder } from './windows'

type Sweep = NonNullable<StreamState['sweep']>

const KEYS_PER_QUESTION = 100

/** Whether it is time, or a comparison was not finished or has found what another one has to confirm. */
export async function isSweepDue({ state, timing, chosen, context, job }: StreamRun): Promise<boolean> {
  const { key } = chosen.fingerprint
  if (timing.sweepEveryMs === null || key.length === 0) return false
  const now = context.ports.now()
  if (state.sweep || isOlder(state.lastSweepAt ?? state.lastFullAt, timing.sweepEveryMs, now)) return true
  const rows = await context.opened.connection.all('select 1 from sync_missing where stream_id = ? limit 1', [
    job.origin.streamId,
  ])
  return rows.length > 0
}

/** Finds what was deleted by comparing keys. A record that one comparison misses goes once the source confirms it, or another misses it too. */
export async function sweepKeys(run: StreamRun): Promise<void> {
  const { context, target, report } = run
  const { connection } = context.opened
  report('comparing', run.tally.counts.read)
  const keys = keysTable(target.table.number)
  const sweep = (await goOn(run)) ?? (await begin(run))
  if (!sweep.complete) await collectKeys(run, sweep)
  await context.queue.batch(() => connection.exec(`create index if not exists ${keys}_by on ${keys} (_key)`))
  const merge = mergeOf(run, sweep.startedAt)
  await context.queue.batch(() => connection.exec(renewDifferenceSql(target)))
  let missing: string[]
  try {
    await collectGone(merge, keys, sweep.upto)
    missing = await missingKeys(run)
  } finally {
    await context.queue.batch(() => connection.exec(dropDifferenceSql(target)))
  }
  await conclude(run, sweep, missing)
  await context.queue.batch(() => dropStage(connection, keys))
}

async function missingKeys({ context, target }: StreamRun): Promise<string[]> {
  const rows = await context.opened.connection.all(
    `select l._key from ${recordsTable(target.table.number)} l join ${goneOf(target)} g on g.live = l._id`,
  )
  return rows.map((row) => String(row._key))
}

async function conclude(run: StreamRun, sweep: Sweep, missing: string[]): Promise<void> {
  const { context, target, tally, job } = run
  const { connection } = context.opened
  const { streamId } = job.origin
  const [came, of] = [await countOf(connection, keysTable(target.table.number)), await countPresent(connection, target)]
  const question = questionOf(missing.length, of, came)
  const gone = new Set(question ? [] : await confirm(run, missing))
  const struck = question || run.reader.confirmGone ? [] : missing.filter((key) => !gone.has(key))
  const save = async () => {
    await connection.run('delete from sync_missing where stream_id = ?', [streamId])
    await connection.run('insert into sync_missing (stream_id, key) select ?, value from json_each(?)', [
      streamId,
      JSON.stringify(struck),
    ])
    await saveState(run, { sweep: null, lastSweepAt: sweep.startedAt, question })
  }
  const merge = mergeOf(run, sweep.startedAt)
  const parts = [...gone].map((key) => keyParts(key, target))
  const deleted = await keepingState(run, () => deleteKeys({ merge, jsonEach: context.jsonEach, save }, parts))
  tally.counts.deleted += deleted
  if (deleted > 0) context.emit({ kind: 'table-changed', tableId: target.table.id })
  if (question)
    note(run, `${question.missing} of ${question.of} records are missing at the source. None of them was deleted.`)
}

/** Those that the source confirms to be gone; without its word, those that were missing before. */
async function confirm(run: StreamRun, missing: string[]): Promise<string[]> {
  const { reader, chosen, target, context, job, signal } = run
  if (!reader.confirmGone) {
    const rows = await context.opened.connection.all('select key from sync_missing where stream_id = ?', [
      job.origin.streamId,
    ])
    const before = new Set(rows.map(({ key }) => String(key)))
    return missing.filter((key) => before.has(key))
  }
  const gone = new Set<string>()
  for (let start = 0; start < missing.length; start += KEYS_PER_QUESTION) {
    signal.throwIfAborted()
    const some = missing.slice(start, start + KEYS_PER_QUESTION)
    const asked = reader.confirmGone(
      chosen.selection,
      some.map((key) => keyParts(key, target)),
    )
    const confirmed = await fromSource(asked, signal)
    for (const parts of confirmed) gone.add(JSON.stringify(parts))
  }
  return missing.filter((key) => gone.has(JSON.stringify(keyParts(key, target))))
}

async function goOn({ context, target, state }: StreamRun): Promise<Sweep | null> {
  const { sweep } = state
  if (!sweep || (sweep.resume === null && !sweep.complete)) return null
  const rows = await context.opened.connection.all('select 1 from sqlite_schema where name = ?', [
    keysTable(target.table.number),
  ])
  return rows.length > 0 ? sweep : null
}

async function begin(run: StreamRun): Promise<Sweep> {
  const { context, target } = run
  const { connection } = context.opened
  const keys = keysTable(target.table.number)
  const [row] = await connection.all(`select max(_id) as last from ${recordsTable(target.table.number)}`)
  const startedAt = context.ports.now().toISOString()
  const sweep: Sweep = { startedAt, resume: null, complete: false, upto: Number(row?.last ?? 0) }
  await context.queue.batch(async () => {
    await dropStage(connection, keys)
    await connection.exec(`create table ${keys} (_key text)`)
    await keepingState(run, () => saveState(run, { sweep }))
  })
  return sweep
}

async function collectKeys(run: StreamRun, sweep: Sweep): Promise<void> {
  const { context, target, reader, chosen, signal, tally, report } = run
  const { connection } = context.opened
  const insertSql = `insert into ${keysTable(target.table.number)} ${keysOfJson(target, context.jsonEach)}`
  const commit = (write: () => Promise<void>) =>
    context.queue.batch(() => keepingState(run, () => inTransaction(connection, write)))
  let seen = 0
  await readPages(
    (resume) => reader.keys(chosen.selection, resume),
    sweep.resume,
    signal,
    async (page) => {
      await commit(async () => {
        await connection.run(insertSql, [page.jsonb ?? page.json])
        await saveState(run, { sweep: { ...sweep, resume: page.resume } })
      })
      tally.bytes += page.bytes
      seen += page.rows
      report('comparing', seen)
    },
  )
  const done = { ...sweep, resume: null, complete: true }
  await context.queue.batch(() => durably(connection, () => keepingState(run, () => saveState(run, { sweep: done }))))
}
