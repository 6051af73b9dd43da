import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppFailure } from '../../../../shared/errors'
import { byId, fieldNamed, type OpenWriter, openWriter, succeeded, USER } from './open-writer'

let writer: OpenWriter
beforeEach(async () => {
  writer = await openWriter()
})
afterEach(() => writer.close())

const journal = () => writer.opened.db.selectFrom('journal').selectAll().orderBy('id').execute()
const batches = () => writer.opened.db.selectFrom('change_batch').selectAll().execute()
const parsed = (json: string | null): unknown => (json === null ? null : JSON.parse(json))
const invalid = (field: string, message: RegExp) => ({
  error: { code: 'invalid-input', field, message: expect.stringMatching(message) },
})

describe('a write of records', () => {
  it('keeps in the journal only what differs, and writes nothing when nothing does', async () => {
    const table = await writer.makeTable([
      { name: 'Title', type: 'text' },
      { name: 'Done', type: 'boolean' },
    ])
    const [id = 0] = await writer.add(table, { Title: 'One', Done: false })
    const title = fieldNamed(table, 'Title').id
    const done = fieldNamed(table, 'Done').id
    expect(await writer.edit(table, id, { Title: 'One', Done: 'no' })).toEqual({ batchId: null, added: [] })
    await writer.edit(table, id, { Title: 'Two', Done: false })
    expect((await journal()).map((row) => [parsed(row.before), parsed(row.after)])).toEqual([
      [null, { [title]: 'One', [done]: false }],
      [{ [title]: 'One' }, { [title]: 'Two' }],
    ])
    expect((await batches()).map(({ action, records }) => [action, records])).toEqual([
      ['create', 1],
      ['edit', 1],
    ])
  })

  it('is all made or not at all', async () => {
    const table = await writer.makeTable([{ name: 'Count', type: 'integer' }])
    const [id = 0] = await writer.add(table, { Count: 1 })
    const field = fieldNamed(table, 'Count').id
    const write = writer.calls.writeRecords({
      tableId: table.id,
      actor: USER,
      edits: [{ recordId: id, values: { [field]: 2 } }],
      adds: [{ [field]: 3 }, { [field]: 'many' }],
    })
    await expect(write).rejects.toMatchObject(invalid(field, /Count takes a whole number/))
    const gone = writer.calls.writeRecords({
      tableId: table.id,
      actor: USER,
      edits: [
        { recordId: id, values: { [field]: 2 } },
        { recordId: 99, values: { [field]: 2 } },
      ],
      adds: [],
    })
    await expect(gone).rejects.toMatchObject({ error: { code: 'not-found', what: 'record', id: '99' } })
    expect(await writer.records(table)).toEqual({ [id]: { Count: 1 } })
    expect(await journal()).toHaveLength(1)
  })

  it('is not made when a value is not what it was expected to be', async () => {
    const table = await writer.makeTable([
      { name: 'Stage', type: 'text' },
      { name: 'Owner', type: 'text' },
    ])
    const ids = await writer.add(table, { Stage: 'Open' }, { Stage: 'Open' })
    const edit = (stage: string) =>
      writer.calls.writeRecords({
        ...{ tableId: table.id, actor: USER, adds: [] },
        edits: ids.map((recordId) => ({
          recordId,
          values: byId(table, { Stage: 'Won' }),
          expected: byId(table, { Stage: stage, Owner: null }),
        })),
      })
    await writer.edit(table, ids[1] ?? 0, { Stage: 'Lost' })
    await expect(edit('Open')).rejects.toMatchObject({
      error: { code: 'conflict', message: 'Stage was changed meanwhile; nothing was written' },
    })
    expect(await writer.records(table)).toMatchObject({ 1: { Stage: 'Open' }, 2: { Stage: 'Lost' } })
    await writer.edit(table, ids[1] ?? 0, { Stage: 'Open' })
    expect(await edit('Open')).toMatchObject({ batchId: expect.any(String) })
  })

  it('under the id of a batch is made once', async () => {
    const table = await writer.makeTable([{ name: 'Title', type: 'text' }])
    const once = () =>
      writer.calls.writeRecords({
        ...{ tableId: table.id, actor: USER, batchId: 'mine', edits: [] },
        adds: [byId(table, { Title: 'x' })],
      })
    expect(await once()).toEqual({ batchId: 'mine', added: [1] })
    await expect(once()).rejects.toMatchObject({ error: { code: 'conflict' } })
    await expect(
      writer.calls.deleteRecords({ tableId: table.id, actor: USER, batchId: 'mine', recordIds: [1] }),
    ).rejects.toMatchObject({ error: { code: 'conflict' } })
    expect(await writer.records(table)).toEqual({ 1: { Title: 'x' } })
  })

  it('of ten thousand edits is one batch, and each record has its entry', async () => {
    const table = await writer.makeTable([
      { name: 'Title', type: 'text' },
      { name: 'Hours', type: 'number' },
    ])
    const rows = Array.from({ length: 10_000 }, (_, index) => ({ Title: `Title ${index}`, Hours: index / 3 }))
    const ids = await writer.add(table, ...rows)
    const edits = ids.map((recordId, index) => ({ recordId, values: byId(table, { Hours: index / 7 }) }))
    const { batchId } = await writer.calls.writeRecords({ tableId: table.id, actor: USER, edits, adds: [] })
    expect(Object.values(await writer.records(table))).toEqual(
      rows.map(({ Title }, index) => ({ Title, Hours: index / 7 })),
    )
    expect((await journal()).filter((row) => row.batch_id === batchId)).toHaveLength(9999)
    const undone = await writer.calls.undo({ target: { kind: 'batch', batchId: batchId ?? '' }, actor: USER })
    expect(undone).toMatchObject({ records: 9999, conflictCount: 0 })
    expect(Object.values(await writer.records(table))).toEqual(rows)
  }, 30_000)

  it('never gives a record the id of a deleted one', async () => {
    const table = await writer.makeTable([{ name: 'Title', type: 'text' }])
    expect(await writer.add(table, { Title: 'a' }, { Title: 'b' })).toEqual([1, 2])
    await writer.calls.deleteRecords({ tableId: table.id, actor: USER, recordIds: [1, 2, 2, 77] })
    expect(await writer.add(table, { Title: 'c' })).toEqual([3])
  })

  it('keeps naughty strings, NUL and odd spaces exactly, and replaces halves of surrogate pairs', async () => {
    const file = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'blns', 'blns.json')
    const naughty: string[] = [...JSON.parse(readFileSync(file, 'utf8')), 'a\u0000b', '\u0000', '\ufeff\u2028 x\u00a0']
    const table = await writer.makeTable([{ name: 'Text', type: 'text' }])
    const field = fieldNamed(table, 'Text').id
    const ids = await writer.add(table, ...naughty.map((Text) => ({ Text })))
    expect(Object.values(await writer.records(table)).map((row) => row.Text)).toEqual(naughty)
    await writer.calls.writeRecords({
      ...{ tableId: table.id, actor: USER, adds: [] },
      edits: ids.map((recordId, index) => ({ recordId, values: { [field]: naughty.at(-1 - index) ?? '' } })),
    })
    expect(Object.values(await writer.records(table)).map((row) => row.Text)).toEqual(naughty.toReversed())
    const [odd = 0] = await writer.add(table, { Text: 'x\ud800y\u{1f600}' })
    expect((await writer.records(table))[odd]).toEqual({ Text: 'x\ufffdy\u{1f600}' })
  })
})

describe('the settings of a field', () => {
  it('give a record its defaults, and refuse it without what is required', async () => {
    const table = await writer.makeTable([
      { name: 'Name', type: 'text', settings: { required: true } },
      { name: 'Open', type: 'boolean', settings: { defaultValue: true } },
      { name: 'Note', type: 'text', settings: { defaultValue: 'none' } },
    ])
    const name = fieldNamed(table, 'Name').id
    const [id = 0] = await writer.add(table, { Name: 'Ann', Note: null })
    expect(await writer.records(table)).toEqual({ 1: { Name: 'Ann', Open: true, Note: null } })
    await expect(writer.add(table, { Note: 'x' })).rejects.toMatchObject(invalid(name, /^Name needs a value/))
    await expect(writer.edit(table, id, { Name: '' })).rejects.toMatchObject(invalid(name, /^Name needs a value/))
  })

  it('take only the options of a select, in any case, and store their spelling', async () => {
    const options = [
      { name: 'In Progress', color: 0 },
      { name: 'Done', color: 1 },
    ]
    const table = await writer.makeTable([
      { name: 'Status', type: 'select', settings: { options } },
      { name: 'Tags', type: 'multi-select', settings: { options } },
    ])
    await writer.add(table, { Status: 'in progress', Tags: 'DONE, in progress, done' })
    expect(await writer.records(table)).toEqual({ 1: { Status: 'In Progress', Tags: '["Done","In Progress"]' } })
    const status = fieldNamed(table, 'Status').id
    await expect(writer.edit(table, 1, { Status: 'lost' })).rejects.toMatchObject(
      invalid(status, /takes one of its options: In Progress, Done$/),
    )
  })

  it('refuse a value that another record has, and let two records exchange theirs', async () => {
    const table = await writer.makeTable([
      { name: 'Mail', type: 'email', settings: { unique: true } },
      { name: 'Number', type: 'number', settings: { unique: true } },
    ])
    const mail = fieldNamed(table, 'Mail').id
    const [a = 0, b = 0] = await writer.add(
      table,
      { Mail: 'a@x.org', Number: 1 },
      { Mail: 'b@x.org', Number: 2.5 },
      {},
      {},
    )
    await expect(writer.edit(table, a, { Mail: 'B@x.org' })).rejects.toMatchObject(invalid(mail, /B@x.org is taken/))
    await expect(writer.add(table, { Mail: 'c@x.org' }, { Mail: 'C@x.org' })).rejects.toBeInstanceOf(AppFailure)
    await expect(writer.add(table, { Number: '2.50' })).rejects.toBeInstanceOf(AppFailure)
    await writer.calls.writeRecords({
      ...{ tableId: table.id, actor: USER, adds: [] },
      edits: [
        { recordId: a, values: byId(table, { Mail: 'b@x.org', Number: 2.5 }) },
        { recordId: b, values: byId(table, { Mail: 'A@x.org', Number: 1 }) },
      ],
    })
    expect(await writer.records(table)).toMatchObject({
      [a]: { Mail: 'b@x.org', Number: 2.5 },
      [b]: { Mail: 'A@x.org', Number: 1 },
    })
  })

  it('let a reference lead only to a record that is there', async () => {
    const people = await writer.makeTable([{ name: 'Name', type: 'text' }], 'People')
    await writer.add(people, { Name: 'Ann' })
    const table = await writer.makeTable([
      { name: 'Owner', type: 'reference', settings: { referenceTableId: people.id } },
    ])
    expect(await writer.add(table, { Owner: '1' })).toEqual([1])
    const owner = fieldNamed(table, 'Owner').id
    await expect(writer.add(table, { Owner: 2 })).rejects.toMatchObject(invalid(owner, /record 2 of People/))
    await expect(writer.add(table, { Owner: 'Ann' })).rejects.toMatchObject(invalid(owner, /number of a record/))
  })
})

describe('records of a synced table', () => {
  const FIELDS = [
    { name: 'id', type: 'integer' as const, sourceType: 'int', primaryKey: true },
    { name: 'name', type: 'text' as const, sourceType: 'text', primaryKey: false },
  ]
  const synced = async (fields = FIELDS) => {
    const { table } = await succeeded(
      writer.sync(fields, [
        [1, 'One'],
        [2, 'Two'],
      ]),
    )
    return writer.table(table?.id ?? '')
  }

  it('cannot be added or deleted, and their key stays', async () => {
    const table = await synced()
    await expect(writer.add(table, { name: 'x' })).rejects.toMatchObject({ error: { code: 'refused' } })
    await expect(writer.calls.deleteRecords({ tableId: table.id, actor: USER, recordIds: [1] })).rejects.toMatchObject({
      error: { code: 'refused', message: expect.stringContaining('come from Shop') },
    })
    await expect(writer.edit(table, 1, { id: 7 })).rejects.toMatchObject({ error: { code: 'refused' } })
  })

  it('are not edited when they have no key at their source', async () => {
    const table = await synced(FIELDS.map((field) => ({ ...field, primaryKey: false })))
    await expect(writer.edit(table, 1, { name: 'x' })).rejects.toMatchObject({
      error: { code: 'refused', message: expect.stringContaining('have no key') },
    })
  })

  it('show an edit over what the source says, until it is reverted, undone or edited back', async () => {
    const table = await synced()
    const overlays = () =>
      writer.opened.db.selectFrom('overlay').select(['record_id', 'value', 'source_value']).execute()
    const field = fieldNamed(table, 'name').id
    await writer.edit(table, 1, { name: 'First' })
    await writer.edit(table, 1, { name: 'Uno' })
    expect(await overlays()).toEqual([{ record_id: 1, value: 'Uno', source_value: 'One' }])
    await writer.calls.revertValue({ tableId: table.id, recordId: 1, fieldId: field, actor: USER })
    expect(await writer.records(table)).toMatchObject({ 1: { name: 'One' } })
    expect(await overlays()).toEqual([])
    const { batchId } = await writer.edit(table, 1, { name: 'Again' })
    await writer.edit(table, 1, { name: 'One' })
    expect(await overlays()).toEqual([])
    await writer.edit(table, 1, { name: 'Again' })
    await writer.calls.undo({ target: { kind: 'batch', batchId: batchId ?? '' }, actor: USER })
    expect([await overlays(), await writer.records(table)]).toMatchObject([[], { 1: { name: 'One' } }])
  })
})
