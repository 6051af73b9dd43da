import { afterEach, describe, expect, it } from 'vitest'
import { nameFields } from '../../../electron/data-worker/field-names'
import type { StreamField } from '../../../shared/domain/data-connection'
import { createSynthetic, field } from '../../helpers/sources/synthetic'
import { type OpenEngine, openEngine } from './open-engine'

const opened: OpenEngine[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

const labelled = (name: string, label: string, type: StreamField['type'] = 'text'): StreamField => ({
  ...field(name, type),
  label,
})
const FIELDS = [field('id', 'text', true), labelled('fld1', 'Full name'), labelled('fld2', 'Age', 'integer')]

async function setUp(fields: StreamField[] = FIELDS) {
  const source = createSynthetic({ fields: [...fields, field('updated_at', 'datetime')] })
  for (let n = 1; n <= 3; n += 1) source.put(`p${n}`, { fld1: `Name ${n}`, fld2: n })
  source.clock.now += 60_000
  const data = await openEngine(source)
  opened.push(data)
  return { source, data }
}

const namesIn = async ({ reader }: OpenEngine) =>
  (await reader.connection.all('select name from field order by position')).map(({ name }) => name)

describe('a field that has a label', () => {
  it('is called by it in its table', async () => {
    const { data } = await setUp()
    await data.sync()
    expect(await namesIn(data)).toEqual(['id', 'Full name', 'Age', 'updated_at'])
    expect((await data.rows()).p2).toMatchObject({ 'Full name': 'Name 2', Age: 2 })
  })

  it('gets the new one when it is renamed at the source, keeps its values and is not read again', async () => {
    const { source, data } = await setUp()
    await data.sync()
    source.clock.now += 60_000
    const [id, , age, updated] = source.stream.fields
    if (!id || !age || !updated) throw new Error('No fields')
    source.stream = { ...source.stream, fields: [id, labelled('fld1', 'Customer'), age, updated] }
    const outcome = await data.sync()
    expect(outcome).toMatchObject({
      ...{ status: 'succeeded', mode: 'incremental', counts: { read: 0 } },
      notes: ['Full name is now called Customer at the source.'],
    })
    expect((await data.rows()).p1).toMatchObject({ Customer: 'Name 1', Age: 1 })
    expect((await data.sync()).notes).toEqual([])
  })

  it('may get the one that another had before', async () => {
    const { source, data } = await setUp()
    await data.sync()
    const [id, , , updated] = source.stream.fields
    if (!id || !updated) throw new Error('No fields')
    const swapped = [labelled('fld1', 'Age'), labelled('fld2', 'Full name', 'integer')]
    source.stream = { ...source.stream, fields: [id, ...swapped, updated] }
    await data.sync()
    expect((await data.rows()).p1).toMatchObject({ Age: 'Name 1', 'Full name': 1 })
  })

  it('is told apart from a field of the person that has the same name', async () => {
    const { source, data } = await setUp()
    await data.sync()
    const [table] = await data.reader.connection.all('select id from app_table')
    await data.engine.call('addField', { tableId: String(table?.id), field: { name: 'Customer', type: 'text' } })
    const [id, , age, updated] = source.stream.fields
    if (!id || !age || !updated) throw new Error('No fields')
    source.stream = { ...source.stream, fields: [id, labelled('fld1', 'customer'), age, updated] }
    await data.sync()
    expect(await namesIn(data)).toEqual(['id', 'customer (source)', 'Age', 'updated_at', 'Customer'])
  })

  it('fills the field of a table made by hand that has its label', async () => {
    const { data } = await setUp()
    const fields = [
      { name: 'ID', type: 'text' as const },
      { name: 'Full Name', type: 'text' as const },
    ]
    const tableId = await data.engine.call('createTable', { name: 'Mine', fields })
    expect(await data.sync({ target: { kind: 'existing', tableId } })).toMatchObject({ status: 'succeeded', notes: [] })
    expect(await namesIn(data)).toEqual(['ID', 'Full Name', 'Age', 'updated_at'])
    expect((await data.rows()).p3).toMatchObject({ 'Full Name': 'Name 3' })
  })

  it('is named by it in what is said when it is gone', async () => {
    const { source, data } = await setUp()
    data.settings = { ...data.settings, filters: [{ field: 'fld2', op: 'gte', value: '2' }] }
    await data.sync()
    source.stream = { ...source.stream, fields: source.stream.fields.filter(({ name }) => name !== 'fld2') }
    expect((await data.sync()).verdict).toEqual({
      kind: 'stream-unavailable',
      message: 'Age, by which records are chosen, is no longer at the source',
    })
  })
})

it('fields of a stream have a name each, whatever their labels', () => {
  const wanted = ['Rent', 'rent', ' ', 'Rent'].map((label, index) => ({
    name: `f${index}`,
    label,
    sourceName: `f${index}`,
  }))
  expect(nameFields(wanted, [])).toEqual(['Rent', 'rent (source)', 'f2', 'Rent (source 2)'])
})
