import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordsTable } from '../../../../electron/tables/columns'
import { ALL_SEARCHABLE, type StoredTable } from '../../../../electron/tables/stored-tables'
import { createSearchBuilder, holdSearchIndex, renewSearchIndex } from '../../../../electron/tables/write/search-index'
import { type OpenWriter, openWriter, USER } from './open-writer'

let writer: OpenWriter
let table: StoredTable
beforeEach(async () => {
  writer = await openWriter()
  table = await writer.makeTable([
    { name: 'Title', type: 'text' },
    { name: 'Count', type: 'integer' },
    { name: 'Note', type: 'long-text' },
  ])
})
afterEach(() => writer.close())

async function found(words: string): Promise<number[]> {
  const index = `${recordsTable(table.number)}_fts`
  const rows = await writer.opened.connection.all(`select rowid as id from ${index} where ${index} match ?`, [words])
  return rows.map(({ id }) => Number(id)).sort((one, other) => one - other)
}
const watermark = async () => (await writer.table(table.id)).searchUpto
const renew = () =>
  writer.queue.batch(() => writer.opened.db.transaction().execute((one) => renewSearchIndex(one, table)))
/** Records beyond one slice of the builder, written without its knowledge. */
const many = (count: number) =>
  writer.opened.connection.exec(`insert into ${recordsTable(table.number)} (_id, ${table.fields[0]?.column})
    with recursive counter (n) as (select 1 union all select n + 1 from counter where n < ${count})
    select n, 'record number ' || n from counter`)

describe('the full-text index', () => {
  it('finds words by their beginnings, without regard to case and accents, in all fields of text', async () => {
    await writer.add(table, { Title: 'Café Zürich', Note: 'opening hours' }, { Title: 'Cafeteria' })
    expect([await found('"caf"*'), await found('"zur"* "open"*'), await found('"hours"')]).toEqual([[1, 2], [1], [1]])
  })

  it('follows edits, deletes and undos', async () => {
    const [first = 0, second = 0] = await writer.add(table, { Title: 'alpha' }, { Title: 'beta' })
    await writer.edit(table, first, { Title: 'gamma', Count: 3 })
    const { batchId } = await writer.calls.deleteRecords({ tableId: table.id, actor: USER, recordIds: [second] })
    expect([await found('alpha'), await found('gamma'), await found('beta')]).toEqual([[], [first], []])
    await writer.calls.undo({ target: { kind: 'batch', batchId: batchId ?? '' }, actor: USER })
    expect(await found('beta')).toEqual([second])
    await writer.expectSoundIndex(table)
  })

  it('is built in slices, goes on where it was stopped, and says when it is complete', async () => {
    await many(25_000)
    await renew()
    expect(await watermark()).toBe(0)
    const stopped = createSearchBuilder({
      ...{ opened: writer.opened, tableChanged: () => undefined },
      queue: { ...writer.queue, batch: (write) => writer.queue.batch(write).finally(() => void stopped.stop()) },
    })
    stopped.build(table.id)
    await stopped.stop()
    expect(await watermark()).toBe(10_000)
    await writer.edit(table, 5, { Title: 'inside' })
    await writer.edit(table, 20_000, { Title: 'outside' })
    expect([await found('inside'), await found('outside')]).toEqual([[5], []])
    await writer.search.resume()
    await writer.expectSoundIndex(table)
    expect([await watermark(), await found('outside'), (await found('"rec"*')).length]).toEqual([
      ALL_SEARCHABLE,
      [20_000],
      24_998,
    ])
    expect(writer.changed.at(-1)).toBe(table.id)
  })

  it('can leave new records to the builder', async () => {
    await writer.add(table, { Title: 'one' })
    await writer.queue.batch(() => holdSearchIndex(writer.opened.db, table))
    await writer.add(table, { Title: 'two' })
    expect([await found('one'), await found('two')]).toEqual([[1], []])
    writer.search.build(table.id)
    await writer.expectSoundIndex(table)
    expect(await found('two')).toEqual([2])
  })

  it('is made at the start for a table that has none, and not for one without fields of text', async () => {
    const numbers = await writer.makeTable([{ name: 'Count', type: 'integer' }], 'Numbers')
    await writer.add(table, { Title: 'old' })
    const index = recordsTable(table.number)
    await writer.opened.connection.exec(`drop trigger ${index}_fts_added; drop trigger ${index}_fts_changed;
      drop trigger ${index}_fts_removed; drop table ${index}_fts; update app_table set search_upto = null`)
    await writer.search.resume()
    await writer.expectSoundIndex(table)
    expect([await found('old'), (await writer.table(numbers.id)).searchUpto]).toEqual([[1], null])
  })
})
