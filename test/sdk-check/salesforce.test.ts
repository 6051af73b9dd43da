import jsforce from 'jsforce'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failure, type SalesforceServer, startSalesforce, systemFields } from '../helpers/sources/salesforce-server'

const TOKEN = '00Dxx!AQ.test'
const HOUR = 3_600_000

let server: SalesforceServer
beforeEach(async () => {
  const fields = [
    ...systemFields,
    { name: 'Name', type: 'string', length: 255 },
    { name: 'Amount__c', type: 'currency' },
  ]
  server = await startSalesforce(TOKEN, { Account: { label: 'Account', prefix: '001', fields } })
  server.batch = 100
})
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

const client = (accessToken = TOKEN) =>
  new jsforce.Connection({ instanceUrl: server.url, loginUrl: server.url, accessToken, version: '62.0' })
const insertMany = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    server.insert('Account', { Name: `O'Neil ${index}`, Amount__c: index / 4 }),
  )
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'no refusal',
    (error: unknown) => error,
  )

describe('jsforce reads the server that stands in for Salesforce', () => {
  test('it fetches all records of a query by its locators', async () => {
    const made = insertMany(230)
    const query = client().query('SELECT Id, Name, Amount__c FROM Account ORDER BY Id', {
      autoFetch: true,
      maxFetch: 1000,
    })
    const { records, totalSize, done } = await query
    expect(records.map(({ Id }) => Id)).toEqual(made)
    expect([totalSize, done]).toEqual([230, true])
    expect(records[9]).toMatchObject({ attributes: { type: 'Account' }, Name: "O'Neil 9", Amount__c: 2.25 })
    expect(server.requests.length).toBe(3)
  })

  test('it goes on with a query page by page', async () => {
    const made = insertMany(150)
    const connection = client()
    const first = await connection.query('SELECT Id FROM Account ORDER BY Id')
    expect([first.totalSize, first.done, first.records.length]).toEqual([150, false, 100])
    const second = await connection.queryMore(first.nextRecordsUrl ?? '')
    expect([second.totalSize, second.done]).toEqual([150, true])
    expect([...first.records, ...second.records].map(({ Id }) => Id)).toEqual(made)
  })

  test('it finds one record by its id, and records by what it builds conditions of', async () => {
    const made = insertMany(20)
    const [, , , fourth = ''] = made
    const accounts = client().sobject('Account')
    expect(await accounts.findOne({ Id: fourth }, ['Id', 'Name'])).toMatchObject({ Id: fourth, Name: "O'Neil 3" })
    const found = await accounts.find({ Name: "O'Neil 7" }, ['Id'])
    expect(found.map(({ Id }) => Id)).toEqual([made[7]])
    const some = await accounts
      .find({ Id: { $in: made.slice(0, 4) }, Amount__c: { $gte: 0.5 } }, ['Id'])
      .sort({ Id: 1 })
    expect(some.map(({ Id }) => Id)).toEqual(made.slice(2, 4))
  })

  test('it reads what changed since a time, and what was deleted with the recycle bin', async () => {
    const made = insertMany(300)
    server.clock += HOUR
    const since = new Date(server.clock).toISOString()
    const changed = made.filter((_, index) => index % 2 === 0)
    for (const id of changed) server.update('Account', id, { Name: 'New' })
    const [gone = ''] = changed
    server.remove('Account', gone)
    const soql = `SELECT Id, SystemModstamp FROM Account WHERE SystemModstamp >= ${since}`
    const given = { autoFetch: true, maxFetch: 1000 }
    const there = await client().query(`${soql} ORDER BY SystemModstamp ASC, Id ASC`, given)
    expect(there.records.map(({ Id }) => Id)).toEqual(changed.slice(1))
    const deleted = await client().query(`${soql} AND IsDeleted = TRUE`, { ...given, scanAll: true })
    expect(deleted.records.map(({ Id }) => Id)).toEqual([gone])
  })

  test('it describes objects and their fields, and knows whose token it has', async () => {
    const connection = client()
    expect((await connection.describeGlobal()).sobjects.map(({ name }) => name)).toEqual(['Account'])
    const { name, fields } = await connection.describe('Account')
    expect([name, fields.find((each) => each.name === 'Amount__c')?.type]).toEqual(['Account', 'currency'])
    expect(await connection.request('/services/oauth2/userinfo')).toMatchObject({
      organization_id: '00Dxx0000001gEREAY',
    })
  })

  test('it knows how much of the limit of a day is used', async () => {
    const connection = client()
    await connection.describeGlobal()
    expect(connection.limitInfo.apiUsage).toEqual({ used: 1, limit: 15_000 })
  })

  test('it asks again by itself when the service is too busy', async () => {
    insertMany(3)
    server.misbehave({ kind: 'status', ...failure(503, 'SERVER_UNAVAILABLE', 'Too busy') }, 1)
    expect((await client().query('SELECT Id FROM Account')).totalSize).toBe(3)
    expect(server.requests.length).toBe(2)
  })

  test('it gets a new session when the one it has is over, and goes on', async () => {
    insertMany(3)
    const connection = new jsforce.Connection({
      ...{ instanceUrl: server.url, accessToken: 'over', version: '62.0' },
      refreshFn: (_, done) => done(null, TOKEN),
    })
    expect((await connection.query('SELECT Id FROM Account')).totalSize).toBe(3)
  })

  test('it knows each refusal by its code', async () => {
    const ask = (soql: string, token = TOKEN) =>
      refusal(
        client(token)
          .query(soql)
          .then((result) => result),
      )
    expect(await ask('SELECT Id FROM Account', 'wrong')).toMatchObject({ errorCode: 'INVALID_SESSION_ID' })
    expect(await ask('SELECT Nothing FROM Account')).toMatchObject({ errorCode: 'INVALID_FIELD' })
    expect(await ask('SELECT Id FROM Nothing')).toMatchObject({ errorCode: 'INVALID_TYPE' })
    expect(await ask('SELECT Id Account')).toMatchObject({ errorCode: 'MALFORMED_QUERY' })
    const lost = await refusal(
      client()
        .queryMore('/services/data/v62.0/query/0r8xx9-2000')
        .then((result) => result),
    )
    expect(lost).toMatchObject({ errorCode: 'INVALID_QUERY_LOCATOR' })
    expect(await refusal(client().describe('Nothing'))).toMatchObject({ errorCode: 'NOT_FOUND' })
    const nobody = await refusal(client('wrong').request('/services/oauth2/userinfo'))
    expect(nobody).toMatchObject({ errorCode: 'ERROR_HTTP_403', message: expect.stringContaining('Bad_OAuth_Token') })
    server.misbehave({ kind: 'status', ...failure(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.') }, 1)
    expect(await ask('SELECT Id FROM Account')).toMatchObject({ errorCode: 'REQUEST_LIMIT_EXCEEDED' })
  })
})
