import { Client } from '@hubspot/api-client'
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type HubSpotServer, hubspotFailure, startHubSpot } from '../helpers/sources/hubspot-server'

const TOKEN = 'pat-na1-test'
const HOUR = 3_600_000

let server: HubSpotServer
beforeEach(async () => {
  server = await startHubSpot(TOKEN, {
    contacts: [
      { name: 'email', type: 'string', fieldType: 'text' },
      { name: 'amount', type: 'number', fieldType: 'number' },
    ],
    companies: [{ name: 'domain', type: 'string', fieldType: 'text' }],
  })
})
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

const client = (accessToken = TOKEN) => new Client({ accessToken, basePath: server.url, numberOfApiCallRetries: 3 })
const insertMany = (count: number) =>
  Array.from({ length: count }, (_, index) => server.insert('contacts', { email: `${index}@acme.example` }))
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'no refusal',
    (error: unknown) => error,
  )

/** Ids and their next page, of what changed since a time and comes behind an id. */
async function changedSince(since: number, behind: string, limit = 100) {
  const filters = [
    { propertyName: 'lastmodifieddate', operator: FilterOperatorEnum.Gte, value: String(since) },
    { propertyName: 'hs_object_id', operator: FilterOperatorEnum.Gt, value: behind },
  ]
  return client().crm.contacts.searchApi.doSearch({
    ...{ filterGroups: [{ filters }], sorts: ['hs_object_id'], properties: ['email'], limit },
  })
}

describe('@hubspot/api-client reads the server that stands in for HubSpot', () => {
  test('it pages through all contacts with the properties that it names', async () => {
    const made = insertMany(230)
    const read = await client().crm.contacts.getAll(100, undefined, ['email'])
    expect(read.map(({ id }) => id)).toEqual(made)
    expect(read[7]?.properties).toEqual({ hs_object_id: made[7], email: '7@acme.example' })
    expect(read[7]?.updatedAt).toEqual(new Date(server.clock))
    expect(server.requests.length).toBe(3)
  })

  test('it lists what is in the recycle bin, with the time it got there', async () => {
    const [gone = ''] = insertMany(3)
    server.archive('contacts', gone)
    const { results } = await client().crm.contacts.basicApi.getPage(
      100,
      undefined,
      ['email'],
      undefined,
      undefined,
      true,
    )
    expect(results.map(({ id, archived }) => [id, archived])).toEqual([[gone, true]])
    expect(results[0]?.archivedAt).toEqual(new Date(server.clock))
  })

  test('it reads records by their ids, and names those that are not there', async () => {
    const [one = '', two = ''] = insertMany(2)
    server.purge('contacts', two)
    const inputs = [{ id: one }, { id: two }]
    const read = await client().crm.contacts.batchApi.read({ inputs, properties: ['email'], propertiesWithHistory: [] })
    expect(read.results.map(({ id }) => id)).toEqual([one])
    expect(read).toMatchObject({ status: 'COMPLETE', numErrors: 1, errors: [{ category: 'OBJECT_NOT_FOUND' }] })
  })

  test('it searches for what changed since a time, behind the last id of each page', async () => {
    const made = insertMany(300)
    server.clock += HOUR
    const changed = made.filter((_, index) => index % 2 === 0)
    for (const id of changed) server.update('contacts', id, { email: 'new@acme.example' })
    const found: string[] = []
    for (;;) {
      const { total, results, paging } = await changedSince(server.clock, found.at(-1) ?? '0')
      expect(total).toBe(changed.length - found.length)
      found.push(...results.map(({ id }) => id))
      if (!paging?.next) break
    }
    expect(found).toEqual(changed)
  })

  test('it sorts a search by the name of a property, and backwards with a sign before it', async () => {
    const made = insertMany(5)
    const ids = async (sort: string) => {
      const asked = { filterGroups: [], properties: ['email'], limit: 3, sorts: [sort] }
      return (await client().crm.contacts.searchApi.doSearch(asked)).results.map(({ id }) => id)
    }
    expect(await ids('hs_object_id')).toEqual(made.slice(0, 3))
    expect(await ids('-hs_object_id')).toEqual(made.toReversed().slice(0, 3))
  })

  test('it reads properties, schemas, owners and associations', async () => {
    const [contact = ''] = insertMany(1)
    const company = server.insert('companies', { domain: 'acme.example' })
    server.associate(['contacts', contact], ['companies', company])
    const { results: properties } = await client().crm.properties.coreApi.getAll('contacts')
    expect(properties.map(({ name }) => name)).toContain('amount')
    expect((await client().crm.schemas.coreApi.getAll()).results).toEqual([])
    server.owners.push({ id: '7', email: 'ada@acme.example', archived: false, ...TIMES })
    expect((await client().crm.owners.ownersApi.getPage()).results.map(({ email }) => email)).toEqual([
      'ada@acme.example',
    ])
    const { batchApi } = client().crm.associations.v4
    const linked = await batchApi.getPage('contacts', 'companies', { inputs: [{ id: contact }] })
    expect(linked.results.map(({ to }) => to.map(({ toObjectId }) => String(toObjectId)))).toEqual([[company]])
  })

  test('it waits and asks again by itself when it searched too often', async () => {
    insertMany(3)
    const body = { message: 'You have reached your secondly limit.', policyName: 'SECONDLY', errorType: 'RATE_LIMIT' }
    const limited = hubspotFailure(429, 'RATE_LIMITS', body.message, body)
    server.misbehave({ kind: 'status', ...limited }, 1)
    expect((await changedSince(1000, '0')).total).toBe(3)
    expect(server.requests.length).toBe(2)
  })

  test('it knows each refusal by its status and its category', async () => {
    const wrong = await refusal(client('pat-na1-wrong').crm.contacts.basicApi.getPage())
    expect(wrong).toMatchObject({ code: 401, body: { status: 'error', category: 'INVALID_AUTHENTICATION' } })
    const tooMany = await refusal(client().crm.contacts.basicApi.getPage(101))
    expect(tooMany).toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
    server.forbidden.add('contacts')
    const forbidden = await refusal(client().crm.contacts.basicApi.getPage())
    expect(forbidden).toMatchObject({ code: 403, body: { category: 'MISSING_SCOPES' } })
    server.forbidden.clear()
    const unknown = { filterGroups: [], sorts: ['nothing'], properties: [], limit: 10 }
    const refused = await refusal(client().crm.contacts.searchApi.doSearch(unknown))
    expect(refused).toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
  })
})

const TIMES = { createdAt: '2026-01-10T00:00:00Z', updatedAt: '2026-01-10T00:00:00Z' }
