import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCsvParser } from '../../../../electron/tables/transfer/csv-parser'
import type { NewField } from '../../../../shared/domain/table'
import type { TransferProgress } from '../../../../shared/domain/transfer'
import { openTransfer, type Transfer } from './open-transfer'

let transfer: Transfer
beforeAll(async () => {
  transfer = await openTransfer()
})
afterAll(() => transfer.close())

const names = async () => {
  const rows = await transfer.reader.db.selectFrom('app_table').select('name').orderBy('name').execute()
  return rows.map(({ name }) => name)
}
const batches = (tableId: string) =>
  transfer.reader.db.selectFrom('change_batch').selectAll().where('table_id', '=', tableId).execute()
const newTable = (fields: (NewField | null)[]) => ({ kind: 'new' as const, name: transfer.nextId(), fields })
const run = (file: string, target: Parameters<Transfer['import']>[1]) => transfer.import(file, target)
const badRows = (file: string) =>
  createCsvParser(',')
    .push(readFileSync(file, 'utf8').slice(1), true)
    .map((row) => ('cells' in row ? row.cells : null))

async function existing(name: string, fields: NewField[]) {
  const tableId = await transfer.create(name, fields)
  const { fields: stored } = await transfer.table(tableId)
  return { tableId, target: { kind: 'existing' as const, tableId, fieldIds: stored.map(({ id }) => id) } }
}

describe('import into a new table', () => {
  it('takes every row and says so in one batch without journal entries', async () => {
    const file = transfer.file('people.csv', `name,age,joined\n${'Ada,36,2024-01-02\nGrace,85,\n'.repeat(1500)}`)
    const progress: TransferProgress[] = []
    const stop = transfer.worker.onTransfer((one) => progress.push(one))
    const { tableId, records, bad, batchId } = await run(file, {})
    stop()
    expect({ records, bad }).toEqual({ records: 3000, bad: 0 })
    expect((await transfer.rows(tableId)).slice(0, 2)).toEqual([
      ['Ada', 36, '2024-01-02'],
      ['Grace', 85, null],
    ])
    expect(await batches(tableId)).toMatchObject([
      { id: batchId, action: 'import', records: 3000, first_id: 1, last_id: 3000, actor_kind: 'user' },
    ])
    expect(
      await transfer.reader.db.selectFrom('journal').where('table_id', '=', tableId).selectAll().execute(),
    ).toEqual([])
    expect(progress.at(-1)).toMatchObject({ records: 3000, fraction: 1 })
    expect(await transfer.leftovers()).toEqual([])
  })

  it('leaves columns out that are not wanted', async () => {
    const file = transfer.file('some.csv', 'a,b,c\n1,2,3\n')
    const { tableId } = await run(file, { target: newTable([null, { name: 'B', type: 'text' }, null]) })
    expect(await transfer.rows(tableId)).toEqual([['2']])
  })

  it('adds choices that were not in the part that was looked at', async () => {
    const file = transfer.file('states.csv', 'state,tags\nopen,"[""a""]"\nclosed,"b, a"\nOPEN,\n')
    const fields: NewField[] = [
      { name: 'State', type: 'select' },
      { name: 'Tags', type: 'multi-select' },
    ]
    const { tableId } = await run(file, { target: newTable(fields) })
    expect(await transfer.rows(tableId)).toEqual([
      ['open', '["a"]'],
      ['closed', '["b","a"]'],
      ['open', null],
    ])
    const { fields: stored } = await transfer.table(tableId)
    expect(stored.map(({ settings }) => settings.options.map(({ name }) => name))).toEqual([
      ['open', 'closed'],
      ['a', 'b'],
    ])
  })

  it('takes the first of rows with the same unique value, and only references to records that are there', async () => {
    const people = await existing('People', [{ name: 'Name', type: 'text' }])
    await transfer.add(people.tableId, [['Ada'], ['Grace']])
    const file = transfer.file('unique.csv', 'mail,person\na@x.example,1\nA@X.example,2\n,2\n,\nb@x.example,7\n')
    const fields: NewField[] = [
      { name: 'Mail', type: 'email', settings: { unique: true } },
      { name: 'Person', type: 'reference', settings: { referenceTableId: people.tableId } },
    ]
    const { tableId, bad, badLines, records } = await run(file, { target: newTable(fields) })
    expect(await transfer.rows(tableId)).toEqual([
      ['a@x.example', 1],
      [null, 2],
      [null, null],
    ])
    expect({ bad, records }).toEqual({ bad: 2, records: 3 })
    expect(badLines.map(({ line, text }) => [line, text])).toEqual([
      [3, 'A@X.example,2'],
      [6, 'b@x.example,7'],
    ])
    expect(await transfer.leftovers()).toEqual([])
  })

  it('finds the records by their words once the index is built', async () => {
    const file = transfer.file('words.csv', 'name\nacme corporation\nother\n')
    const { tableId } = await run(file, {})
    await expect.poll(async () => (await transfer.table(tableId)).searchUpto).toBe(Number.MAX_SAFE_INTEGER)
    const { number } = await transfer.table(tableId)
    const found = await transfer.reader.connection.all(
      `select rowid from t_${number}_fts where t_${number}_fts match '"corp"*'`,
    )
    expect(found).toEqual([{ rowid: 1 }])
  })

  it('is refused when the name is taken or no column is wanted', async () => {
    const file = transfer.file('some.csv', 'a\n1\n')
    await transfer.create('Taken', [{ name: 'a', type: 'text' }])
    const fields: NewField[] = [{ name: 'a', type: 'text' }]
    await expect(run(file, { target: { kind: 'new', name: 'taken', fields } })).rejects.toMatchObject({
      error: { code: 'conflict' },
    })
    await expect(run(file, { target: newTable([null]) })).rejects.toMatchObject({ error: { code: 'invalid-input' } })
    await expect(run(file, { target: newTable([...fields, ...fields]) })).rejects.toMatchObject({
      error: { code: 'invalid-input' },
    })
  })
})

describe('import into a table that is there', () => {
  it('adds what fits after the records that are there, with defaults for fields without a column', async () => {
    const { tableId } = await existing('Deals', [
      { name: 'Name', type: 'text', settings: { unique: true } },
      { name: 'Amount', type: 'number', settings: { required: true } },
      { name: 'State', type: 'select', settings: { options: [{ name: 'open', color: 0 }], defaultValue: 'open' } },
    ])
    await transfer.add(tableId, [['Old', 1, 'open']])
    const file = transfer.file('deals.csv', 'name,amount\nnew,2.5\nold,3\nno amount,\nwrong,abc\n"last\nline",4\n')
    const { fields } = await transfer.table(tableId)
    const fieldIds = [fields[0]?.id ?? '', fields[1]?.id ?? '']
    const outcome = await run(file, { target: { kind: 'existing', tableId, fieldIds } })
    expect(await transfer.rows(tableId)).toEqual([
      ['Old', 1, 'open'],
      ['new', 2.5, 'open'],
      ['last\nline', 4, 'open'],
    ])
    expect(outcome.badLines.map(({ line, text }) => [line, text])).toEqual([
      [3, 'old,3'],
      [4, 'no amount,'],
      [5, 'wrong,abc'],
    ])
    expect(await batches(tableId)).toMatchObject([
      { action: 'create' },
      { action: 'import', records: 2, first_id: 2, last_id: 3 },
    ])
  })

  it('is refused when a field that needs a value has no column', async () => {
    const { tableId } = await existing('Needs', [
      { name: 'a', type: 'text' },
      { name: 'b', type: 'text', settings: { required: true } },
    ])
    const { fields } = await transfer.table(tableId)
    const target = { kind: 'existing' as const, tableId, fieldIds: [fields[0]?.id ?? ''] }
    await expect(run(transfer.file('some.csv', 'a\n1\n'), { target })).rejects.toMatchObject({
      error: { code: 'invalid-input', message: /^b needs a value/ },
    })
  })

  it('keeps the table found by its words', async () => {
    const { tableId, target } = await existing('Searched', [{ name: 'a', type: 'text' }])
    await run(transfer.file('some.csv', 'a\nacme\n'), { target })
    const { number, searchUpto } = await transfer.table(tableId)
    const found = await transfer.reader.connection.all(
      `select rowid from t_${number}_fts where t_${number}_fts match 'acme'`,
    )
    expect({ found, searchUpto }).toEqual({ found: [{ rowid: 1 }], searchUpto: Number.MAX_SAFE_INTEGER })
  })
})

describe('lines that are left out', () => {
  it('are all in the file, with their numbers, reasons and texts, and 200 of them in the outcome', async () => {
    const wrong = Array.from({ length: 300 }, (_, index) => `x${index},"=1+1, ""quoted"""`)
    const file = transfer.file('bad.csv', `n,t\r\n1,ok\r\n${wrong.join('\r\n')}\r\n`)
    const fields: NewField[] = [
      { name: 'n', type: 'integer' },
      { name: 't', type: 'text' },
    ]
    const target = newTable(fields)
    const badFile = `${transfer.folder}/left out.csv`
    const { options } = await transfer.inspect(file)
    const outcome = await transfer.worker.call('runImport', { id: 'bad', file, options, target, badFile })
    expect({ records: outcome.records, bad: outcome.bad, shown: outcome.badLines.length }).toEqual({
      records: 1,
      bad: 300,
      shown: 200,
    })
    const [header, ...rows] = badRows(badFile)
    expect(header).toEqual(['line', 'reason', 'text'])
    expect(rows.map((cells) => cells?.[2])).toEqual(wrong)
    expect(rows[0]).toEqual(['3', 'n takes a whole number', wrong[0]])
  })

  it('have no file when there are none', async () => {
    const before = readdirSync(transfer.folder)
    await run(transfer.file('good.csv', 'a\n1\n'), {})
    const after = readdirSync(transfer.folder)
    expect(after.filter((name) => !before.includes(name) && name.includes('bad'))).toEqual([])
  })

  it('are those of an unclosed quote, and what follows goes in', async () => {
    const file = transfer.file('quote.csv', 'a,b\n1,"open\n2,x\n3,y\n')
    const { tableId, badLines } = await run(file, { options: { hasHeader: true, delimiter: ',' } })
    expect(badLines).toMatchObject([{ line: 2, text: '1,"open' }])
    expect(await transfer.rows(tableId)).toEqual([
      [2, 'x'],
      [3, 'y'],
    ])
  })

  it('are objects with keys that the beginning of the file does not have', async () => {
    const file = transfer.file('keys.jsonl', `${'{"a":1}\n'.repeat(2100)}{"a":2,"b":3}\n{"a":3,"b":null}\n`)
    const { records, badLines } = await run(file, {})
    expect(records).toBe(2101)
    expect(badLines).toMatchObject([{ line: 2101, reason: 'has “b”, which is none of the columns' }])
  })
})

describe('an import that is cancelled or fails', () => {
  /** Cancels at the first sign of progress. */
  async function cancelEarly(id: string, task: Promise<unknown>) {
    const stop = transfer.worker.onTransfer((progress) => {
      if (progress.id === id) void transfer.worker.call('cancelTransfer', { id })
    })
    try {
      return await task.then(
        () => 'done',
        (error) => error.error,
      )
    } finally {
      stop()
    }
  }

  it('leaves no table, no stage and no file when it is cancelled', async () => {
    const before = await names()
    const file = transfer.file('large.csv', `a,b\n${'1,some text\nx,y\n'.repeat(200_000)}`)
    const fields: NewField[] = [
      { name: 'a', type: 'integer' },
      { name: 'b', type: 'text' },
    ]
    const { options } = await transfer.inspect(file)
    const badFile = `${transfer.folder}/cancelled.csv`
    const task = transfer.worker.call('runImport', {
      id: 'cancelled',
      file,
      options,
      target: newTable(fields),
      badFile,
    })
    expect(await cancelEarly('cancelled', task)).toEqual({ code: 'conflict', message: 'The import was cancelled' })
    expect(await names()).toEqual(before)
    expect(await transfer.leftovers()).toEqual([])
    expect(existsSync(badFile)).toBe(false)
  })

  it('leaves the table as it was when its fields change meanwhile', async () => {
    const { tableId, target } = await existing('Changing', [{ name: 'a', type: 'text' }])
    const file = transfer.file('large.csv', `a\n${'some text\n'.repeat(200_000)}`)
    const { options } = await transfer.inspect(file)
    const badFile = `${transfer.folder}/changing.csv`
    const change = { settings: { required: true } }
    const changed = new Promise((resolve) => {
      const stop = transfer.worker.onTransfer(({ id }) => {
        if (id === 'changing') stop()
        if (id === 'changing')
          resolve(transfer.worker.call('updateField', { tableId, fieldId: target.fieldIds[0] ?? '', change }))
      })
    })
    const task = transfer.worker.call('runImport', { id: 'changing', file, options, target, badFile })
    await expect(task).rejects.toMatchObject({ error: { code: 'conflict' } })
    await changed
    expect(await transfer.rows(tableId)).toEqual([])
    expect(await transfer.leftovers()).toEqual([])
  })

  it('lets records be written while it reads', async () => {
    const { tableId } = await existing('Meanwhile', [{ name: 'a', type: 'text' }])
    const file = transfer.file('large.csv', `a\n${'some text\n'.repeat(200_000)}`)
    let isDone = false
    const task = run(file, {}).then(() => {
      isDone = true
    })
    await transfer.add(tableId, [['between']])
    expect(isDone).toBe(false)
    await task
    expect(await transfer.rows(tableId)).toEqual([['between']])
  })

  it('leaves no part of a cancelled export', async () => {
    const file = transfer.file('large.csv', `a,b\n${'1,some text\n'.repeat(100_000)}`)
    const { tableId } = await run(file, {})
    const { fields } = await transfer.table(tableId)
    const before = readdirSync(transfer.folder)
    const question = { tableId, filter: null, search: null, sort: [] }
    const fieldIds = fields.map(({ id }) => id)
    const target = `${transfer.folder}/out.csv`
    const input = { id: 'out', file: target, question, fieldIds, format: 'csv' as const, guard: true }
    expect(await cancelEarly('out', transfer.worker.call('runExport', input))).toEqual({
      code: 'conflict',
      message: 'The export was cancelled',
    })
    expect(readdirSync(transfer.folder)).toEqual(before)
  })
})
