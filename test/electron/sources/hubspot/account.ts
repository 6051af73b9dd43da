import { afterEach, expect } from 'vitest'
import hubspot from '../../../../electron/sources/catalog/hubspot'
import type { Selection, SourceReader } from '../../../../electron/sources/define'
import { type HubSpotProperty, type HubSpotServer, startHubSpot } from '../../../helpers/sources/hubspot-server'
import { readerAt, readings, selectFrom, windowAfter } from '../../../helpers/sources/readings'

export const TOKEN = 'pat-na1-test'
export const SECOND = 1000
export const MINUTE = 60_000
export const DAY = 86_400_000

export const contactProperties: HubSpotProperty[] = [
  { name: 'email', type: 'string', fieldType: 'text' },
  { name: 'amount', type: 'number', fieldType: 'number' },
]

export let server: HubSpotServer
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

export async function start(given: Record<string, HubSpotProperty[]> = { contacts: contactProperties }): Promise<void> {
  server = await startHubSpot(TOKEN, given)
  for (const name of ['contacts', 'companies', 'deals', 'tickets', 'products', 'line_items', 'quotes'])
    if (!server.types.has(name)) server.forbidden.add(name)
}

type Given = { token?: string | null; entered?: string; signal?: AbortSignal }

export function open({ entered = TOKEN, ...given }: Given = {}): SourceReader {
  const credentials = { config: { auth: 'token' }, secrets: { accessToken: entered } }
  return readerAt(hubspot, credentials, { base: server.url, ...given })
}

export const reading = readings(open)

export const select = (name = 'contacts') => selectFrom(open(), name)

export const insertMany = (count: number, type = 'contacts') =>
  Array.from({ length: count }, (_, index) => server.insert(type, { email: `p${index}@x.test`, amount: `${index}` }))

/** What a table holds once it is up to date, for fields of texts, numbers and times. */
export const expected = ({ fields, stream }: Selection) =>
  new Map(
    server.live(stream.name).map(({ id, properties }) => [
      JSON.stringify([id]),
      fields.map(({ name, type }) => {
        const value = properties[name] ?? null
        if (value === null || value === '') return type === 'json' ? '[]' : null
        if (type === 'multi-select') return JSON.stringify(value.split(';'))
        return type === 'number' ? Number(value) : value
      }),
    ]),
  )

export const nextWindow = (selection: Selection, after: number) =>
  windowAfter(hubspot.timing(selection.stream), after, server.clock)
