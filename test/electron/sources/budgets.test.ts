import { expect, it } from 'vitest'
import airtable from '../../../electron/sources/catalog/airtable'
import googleSheets from '../../../electron/sources/catalog/google-sheets'
import hubspot from '../../../electron/sources/catalog/hubspot'
import type { SourceDefinition, SourceReader } from '../../../electron/sources/define'
import { createHttpContext, type SentRequest } from '../../../electron/sources/http/context'
import { field } from '../../helpers/sources/synthetic'

/** What is asked for by `use`; each answer has nothing in it. */
async function requests(
  source: SourceDefinition,
  use: (reader: SourceReader) => Promise<unknown>,
): Promise<SentRequest[]> {
  if (source.kind !== 'http') throw new Error('not over HTTP')
  const sent: SentRequest[] = []
  const context = createHttpContext({
    source: source.http,
    ...{ config: {}, signal: new AbortController().signal, now: () => new Date(0), random: () => 0 },
    async send(request) {
      sent.push(request)
      return { status: 200, headers: new Map(), text: '{"results":[]}' }
    },
    pause: async () => undefined,
  })
  await use(source.http.reader(context))
  return sent
}

const STREAM = {
  ...{ label: '', group: null, estimatedRows: null, cursorField: null, cursorChoices: [], note: null },
  ...({ deletes: 'sweep', filters: 'local' } as const),
  fields: [field('id', 'text', true)],
}
const keys = (name: string) => (reader: SourceReader) =>
  reader
    .keys({ stream: { ...STREAM, name }, fields: STREAM.fields, filters: [] }, null)
    [Symbol.asyncIterator]()
    .next()
    .catch(() => undefined)

it('a request to Airtable counts for the token, and for its base alone', async () => {
  expect((await requests(airtable, (reader) => reader.check().catch(() => undefined)))[0]?.budgets).toEqual(['default'])
  expect((await requests(airtable, keys('appOne/tbl1')))[0]?.budgets).toEqual([
    'default',
    { name: 'base', scope: 'appOne' },
  ])
})

it('a request to Google Drive does not count for Google Sheets', async () => {
  expect((await requests(googleSheets, keys('1AbC:0')))[0]?.budgets).toEqual(['drive'])
})

it('a search at HubSpot counts as a search and as a request', async () => {
  const fields = [field('hs_object_id', 'text', true)]
  const selection = { stream: { ...STREAM, name: 'contacts', fields }, fields, filters: [] }
  const window = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }
  const sent = await requests(hubspot, async (reader) => {
    for await (const page of reader.changes(selection, window, null)) expect(page.rows).toBe(0)
  })
  expect(sent.map(({ url, budgets }) => [new URL(url).pathname, budgets])).toEqual([
    ['/crm/v3/properties/contacts', ['default']],
    ['/crm/v3/objects/contacts/search', ['default', 'search']],
    ['/crm/v3/objects/contacts', ['default']],
  ])
})
