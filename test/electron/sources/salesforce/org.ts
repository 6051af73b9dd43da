import { afterEach, expect } from 'vitest'
import salesforce from '../../../../electron/sources/catalog/salesforce'
import type { Selection, SourceReader } from '../../../../electron/sources/define'
import type { StreamFilter } from '../../../../shared/domain/data-connection'
import { readerAt, readings, selectFrom, windowAfter } from '../../../helpers/sources/readings'
import {
  type SalesforceServer,
  type SObjectField,
  startSalesforce,
  systemFields,
} from '../../../helpers/sources/salesforce-server'

const TOKEN = '00Dxx!AQ.test'
export const SECOND = 1000
export const MINUTE = 60 * SECOND

export const accountFields: SObjectField[] = [
  ...systemFields,
  { name: 'Name', type: 'string', length: 255 },
  { name: 'Amount__c', type: 'currency' },
]
const organization = {
  label: 'Organization',
  prefix: '00D',
  fields: [...systemFields, { name: 'Name', type: 'string' }, { name: 'IsSandbox', type: 'boolean' }],
}

export let server: SalesforceServer
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

export async function start(fields: SObjectField[] = accountFields): Promise<void> {
  server = await startSalesforce(TOKEN, {
    Account: { label: 'Account', prefix: '001', fields },
    Organization: organization,
  })
  server.insert('Organization', { Name: 'Acme', IsSandbox: false })
}

type Given = { token?: string; signal?: AbortSignal; config?: Record<string, string> }

export function open({ token = TOKEN, config = {}, ...given }: Given = {}): SourceReader {
  const credentials = {
    config: { auth: 'token', instanceUrl: 'acme.my.salesforce.com', ...config },
    secrets: { accessToken: token },
  }
  return readerAt(salesforce, credentials, { base: server.url, now: () => new Date(server.clock), ...given })
}

export const reading = readings(open)

export async function select(name = 'Account', filters: StreamFilter[] = []): Promise<Selection> {
  return { ...(await selectFrom(open(), name)), filters }
}

export const insertMany = (count: number) =>
  Array.from({ length: count }, (_, index) => server.insert('Account', { Name: `Account ${index}`, Amount__c: index }))

/** What a table holds once it is up to date. */
export const expected = ({ fields }: Selection, keep: (row: Record<string, unknown>) => boolean = () => true) =>
  new Map(
    server
      .live('Account')
      .filter(keep)
      .map((record) => [
        JSON.stringify([record.Id]),
        fields.map(({ name, type }) => {
          const value = record[name] ?? null
          if (type === 'datetime' && value !== null) return String(value).replace('+0000', 'Z')
          return typeof value === 'boolean' ? Number(value) : value
        }),
      ]),
  )

export const nextWindow = (selection: Selection, after: number) =>
  windowAfter(salesforce.timing(selection.stream), after, server.clock)
