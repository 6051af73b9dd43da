import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AirtableServer, startAirtable, table } from '../../helpers/sources/airtable-server'
import { choose, lastRun, type OpenData, openData } from './open-data'

const TOKEN = 'pat8fN3RkQx9ZLm2T.test'
const HOUR = 3_600_000
const BASE = 'appLkNDICXNqxSDhG'
const TABLE = 'tbltp8DGLhqbUmjK1'

let server: AirtableServer
let data: OpenData
/** In milliseconds, of the clock here before that of the world. */
let ahead: number

beforeEach(async () => {
  ahead = 0
  const fields = [
    { id: 'fldName', name: 'Name', type: 'singleLineText' },
    { id: 'fldRent', name: 'Rent', type: 'number' },
  ]
  server = await startAirtable(TOKEN, [table(TABLE, 'Flats', fields)])
  server.insert(TABLE, { fldName: 'Attic', fldRent: 900 })
  data = await openData({ stands: { 'https://api.airtable.com': server.url }, now: () => new Date(Date.now() + ahead) })
})
afterEach(async () => {
  expect(data.unexpected).toEqual([])
  await data.close()
  await server.close()
  expect(server.violations).toEqual([])
})

/** How often it was asked which fields there are. */
const looks = () => server.requests.filter(({ path }) => path.endsWith(`${BASE}/tables`)).length

async function connect(): Promise<string> {
  const config = { auth: 'token' }
  const id = await data.dataConnections.draft({ sourceId: 'airtable', config, secrets: { accessToken: TOKEN } })
  const [stream] = await data.dataConnections.discover(id)
  const streams = [choose(stream?.name ?? '', 'Flats')]
  await data.dataConnections.create(id, { name: 'Homes', streams, schedule: { kind: 'manual' } })
  await data.dataConnections.settled()
  return id
}

async function sync(id: string) {
  await data.dataConnections.sync(id)
  await data.dataConnections.settled()
  return (await lastRun(data, id)).streams[0]
}

const fieldNames = async () => (await data.tables.list()).flatMap(({ fields }) => fields.map(({ name }) => name))

describe('what a source has', () => {
  it('is looked at again once it is known for a day', async () => {
    const id = await connect()
    expect(await fieldNames()).toEqual(['_record_id', '_created_time', 'Name', 'Rent'])
    Object.assign(server.table(TABLE).fields[1] ?? {}, { name: 'Rent in €' })
    expect(await sync(id)).toMatchObject({ name: 'Flats', status: 'succeeded', failure: null })
    expect(looks()).toBe(1)
    ahead += 24 * HOUR
    expect(await sync(id)).toMatchObject({
      failure: { reason: 'fields-changed', message: 'Rent is now called Rent in € at the source.' },
    })
    expect(looks()).toBe(2)
    expect(await fieldNames()).toEqual(['_record_id', '_created_time', 'Name', 'Rent in €'])
    expect((await data.dataConnections.get(id)).streams[0]?.discovered.fields[3]).toMatchObject({ label: 'Rent in €' })
  })

  it('is looked at again at once when it turns out to be different, and known from then on', async () => {
    const id = await connect()
    server.table(TABLE).fields.pop()
    expect(await sync(id)).toMatchObject({
      status: 'succeeded',
      failure: { message: 'Rent is no longer at the source; its last values are kept.' },
    })
    expect(looks()).toBe(2)
    expect(await sync(id)).toMatchObject({ status: 'succeeded', failure: null })
    expect(looks()).toBe(2)
  })
})
