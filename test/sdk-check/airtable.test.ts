import Airtable from 'airtable'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AirtableServer, airtableFailure, startAirtable, table } from '../helpers/sources/airtable-server'

const TOKEN = 'pat8fN3RkQx9ZLm2T.test'
const BASE = 'appLkNDICXNqxSDhG'
const TABLE = 'tbltp8DGLhqbUmjK1'
const HOUR = 3_600_000

let server: AirtableServer
beforeEach(async () => {
  const fields = [
    { id: 'fldName', name: 'Name', type: 'singleLineText' },
    { id: 'fldPrice', name: 'Price', type: 'number', options: { precision: 2 } },
    { id: 'fldDone', name: 'Done', type: 'checkbox' },
  ]
  server = await startAirtable(TOKEN, [table(TABLE, 'Apartments', fields)])
})
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

const base = (apiKey = TOKEN) => new Airtable({ apiKey, endpointUrl: server.url }).base(BASE)
const insertMany = (count: number) =>
  Array.from({ length: count }, (_, index) => server.insert(TABLE, { fldName: `Flat ${index}`, fldPrice: index / 4 }))
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'no refusal',
    (error: unknown) => error,
  )

describe('airtable.js reads the server that stands in for Airtable', () => {
  test('it pages through all records', async () => {
    const made = insertMany(230)
    const records = await base()(TABLE).select({ returnFieldsByFieldId: true }).all()
    expect(records.map(({ id }) => id)).toEqual(made)
    expect(records[5]?.fields).toEqual({ fldName: 'Flat 5', fldPrice: 1.25 })
    expect(server.requests.length).toBe(3)
  })

  test('it reads a table by its name, with some fields by their names', async () => {
    insertMany(1)
    const [record] = await base()('Apartments')
      .select({ fields: ['Price', 'Done'], pageSize: 1 })
      .all()
    expect(record?.get('Price')).toBe(0)
    expect(Object.keys(record?.fields ?? {})).toEqual(['Price'])
  })

  test('it reads one record by its id, with its fields by their names', async () => {
    const [id = ''] = insertMany(1)
    const record = await base()(TABLE).find(id)
    expect([record.id, record.fields]).toEqual([id, { Name: 'Flat 0', Price: 0 }])
  })

  test.each([
    { sent: 'in the address', method: 'GET', conditions: 1 },
    { sent: 'in the body when it is long', method: 'POST', conditions: 200 },
  ])('it reads what changed since a time by a formula $sent', async ({ method, conditions }) => {
    const made = insertMany(300)
    server.clock += HOUR
    const changed = made.filter((_, index) => index % 2 === 0)
    for (const id of changed) server.update(TABLE, id, { fldName: 'New' })
    const time = 'IF(LAST_MODIFIED_TIME(),LAST_MODIFIED_TIME(),CREATED_TIME())'
    const condition = `NOT(IS_BEFORE(${time},'${new Date(server.clock).toISOString()}'))`
    const filterByFormula = `AND(${Array.from({ length: conditions }, () => condition).join(',')})`
    const records = await base()(TABLE).select({ filterByFormula }).all()
    expect(records.map(({ id }) => id)).toEqual(changed)
    expect(server.requests.map((request) => request.method)).toEqual([method, method])
  })

  test('it waits and asks again by itself when it asked too often', async () => {
    const made = insertMany(3)
    server.misbehave({ kind: 'status', ...airtableFailure(429, 'RATE_LIMIT_REACHED', 'Rate limit exceeded') }, 1)
    expect((await base()(TABLE).select().all()).map(({ id }) => id)).toEqual(made)
    expect(server.requests.length).toBe(2)
  })

  test('it knows each refusal by its kind', async () => {
    const all = (given: Record<string, unknown> = {}, apiKey = TOKEN, name = TABLE) =>
      refusal(base(apiKey)(name).select(given).all())
    expect(await all({}, 'patWrong')).toMatchObject({ error: 'AUTHENTICATION_REQUIRED', statusCode: 401 })
    expect(await all({}, TOKEN, 'tblNone')).toMatchObject({ error: 'NOT_AUTHORIZED', statusCode: 403 })
    expect(await all({ fields: ['fldNone'] })).toMatchObject({ error: 'UNKNOWN_FIELD_NAME', statusCode: 422 })
    expect(await all({ filterByFormula: 'NO(' })).toMatchObject({ error: 'INVALID_FILTER_BY_FORMULA', statusCode: 422 })
    expect(await refusal(base()(TABLE).find('recNone'))).toMatchObject({ error: 'NOT_FOUND', statusCode: 404 })
  })

  test('it is told that a reading which took too long cannot be gone on with', async () => {
    insertMany(150)
    server.onRequest(({ number }) => number === 2 && server.expireIterators())
    const refused = await refusal(base()(TABLE).select().all())
    expect(refused).toMatchObject({ error: 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE', statusCode: 422 })
  })
})
