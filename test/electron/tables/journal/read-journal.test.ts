import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordsTable } from '../../../../electron/tables/columns'
import { createJournalReader, type DescribeActors } from '../../../../electron/tables/journal/read-journal'
import { byId, fieldNamed, type OpenWriter, openWriter, run, USER } from '../write/open-writer'

let writer: OpenWriter
beforeEach(async () => {
  writer = await openWriter()
})
afterEach(() => writer.close())

const describeActors: DescribeActors = async (actors) =>
  new Map(
    actors.filter(({ kind }) => kind === 'run').map(({ id }) => [`run:${id}`, { label: 'Ada', threadId: 'thread-1' }]),
  )
const reader = () => createJournalReader({ db: writer.opened.db, describe: describeActors })

describe('the history of a record', () => {
  it('says who changed what, newest first and page by page, with fields that are gone by their last name', async () => {
    const table = await writer.makeTable([
      { name: 'Title', type: 'text' },
      { name: 'Old', type: 'integer' },
    ])
    await writer.add(table, { Title: 'One', Old: 1 }, { Title: 'Other' })
    await writer.edit(table, 1, { Title: 'Two', Old: 2 }, run('run-1'))
    await writer.calls.deleteField({ tableId: table.id, fieldId: fieldNamed(table, 'Old').id })
    const [edited, created, ...more] = await reader().history(table.id, 1, null, 10)
    expect(more).toEqual([])
    expect(edited?.batch).toMatchObject({
      ...{ action: 'edit', records: 1, undone: false },
      actor: { kind: 'run', id: 'run-1', label: 'Ada', threadId: 'thread-1' },
    })
    expect(edited?.changes.map(({ fieldName, before, after }) => [fieldName, before, after])).toEqual([
      ['Title', 'One', 'Two'],
      ['Old', 1, 2],
    ])
    expect(created).toMatchObject({
      batch: { action: 'create', records: 2, actor: { kind: 'user', label: null } },
      changes: [{ fieldName: 'Title', before: null, after: 'One' }, { fieldName: 'Old' }],
    })
    expect(await reader().history(table.id, 1, null, 1)).toEqual([edited])
    expect(await reader().history(table.id, 1, edited?.id ?? 0, 1)).toEqual([created])
  })

  it('begins with the import that a record came with', async () => {
    const table = await writer.makeTable([{ name: 'Title', type: 'text' }])
    const column = fieldNamed(table, 'Title').column
    await writer.opened.connection.exec(`insert into ${recordsTable(table.number)} (_id, ${column}) values (1, 'a');
      insert into change_batch (id, at, table_id, actor_kind, action, records, first_id, last_id)
        values ('import-1', '2026-01-01', '${table.id}', 'user', 'import', 1, 1, 1)`)
    await writer.edit(table, 1, { Title: 'b' })
    const history = await reader().history(table.id, 1, null, 10)
    expect(history.map(({ batch }) => batch.action)).toEqual(['edit', 'import'])
    expect(await reader().history(table.id, 1, history[0]?.id ?? 0, 10)).toEqual(history.slice(1))
    expect(await reader().history(table.id, 1, history[1]?.id ?? 0, 10)).toEqual([])
  })

  it('tells the values of fields, and nothing of how edits of synced values are remembered', async () => {
    const stream = (name: string, primaryKey: boolean) => ({
      ...{ name, primaryKey, type: 'text' as const, sourceType: 'text' },
    })
    const { table } = await writer.sync([stream('key', true), stream('a', false)], [['k', 'source']])
    await writer.edit(await writer.table(table?.id ?? ''), 1, { a: 'mine' })
    const [entry] = await reader().history(table?.id ?? '', 1, null, 10)
    expect(entry?.changes).toMatchObject([{ fieldName: 'a', before: 'source', after: 'mine' }])
  })
})

describe('the changes of a table', () => {
  it('are listed newest first, by table or by run, and say what was undone', async () => {
    const table = await writer.makeTable([{ name: 'Title', type: 'text' }])
    const other = await writer.makeTable([{ name: 'Title', type: 'text' }], 'Others')
    await writer.add(table, { Title: 'a' })
    const { batchId } = await writer.edit(table, 1, { Title: 'b' }, run('run-1'))
    const write = { tableId: other.id, actor: run('run-1'), edits: [] }
    await writer.calls.writeRecords({ ...write, adds: [byId(other, { Title: 'c' })] })
    const undone = await writer.calls.undo({ target: { kind: 'batch', batchId: batchId ?? '' }, actor: USER })
    const ofTable = await reader().changes({ tableId: table.id, runId: null, limit: 10 })
    expect(ofTable.map(({ action, undone: isUndone }) => [action, isUndone])).toEqual([
      ['undo', false],
      ['edit', true],
      ['create', false],
    ])
    const ofRun = await reader().changes({ tableId: null, runId: 'run-1', limit: 10 })
    expect(ofRun.map(({ tableId }) => tableId)).toEqual([other.id, table.id])
    await writer.calls.undo({ target: { kind: 'batch', batchId: undone.batchIds[0] ?? '' }, actor: USER })
    expect(await reader().findBatch(batchId ?? '')).toMatchObject({ action: 'edit', undone: false })
    expect(await reader().findBatch('nothing')).toBeNull()
  })
})
