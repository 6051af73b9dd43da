import { afterEach, beforeEach, expect } from 'vitest'
import stripe from '../../../../electron/sources/catalog/stripe'
import type { Selection, SourceReader, Window } from '../../../../electron/sources/define'
import { streams } from '../../../../electron/sources/stripe/streams'
import type { FieldType } from '../../../../shared/domain/table'
import type { SeenRequest } from '../../../helpers/source-context'
import { readerAt, readings } from '../../../helpers/sources/readings'
import { type StripeObject, type StripeServer, startStripe } from '../../../helpers/sources/stripe-server'

export const KEY = 'rk_test_51AcmeSecret'
export const MINUTE = 60
export const DAY = 24 * 60 * MINUTE

export let server: StripeServer
beforeEach(async () => {
  server = await startStripe(KEY)
})
afterEach(async () => {
  await server.close()
  expect([...new Set(server.violations)].slice(0, 20)).toEqual([])
})

/** Another account in its place, which takes another key. */
export async function restart(key: string): Promise<void> {
  await server.close()
  server = await startStripe(key)
}

type Given = { key?: string; signal?: AbortSignal; config?: Record<string, string>; seen?: SeenRequest[] }

export function open({ key = KEY, config = {}, ...given }: Given = {}): SourceReader {
  const credentials = { config: { auth: 'key', ...config }, secrets: { key } }
  return readerAt(stripe, credentials, { base: server.url, now: () => new Date(server.clock * 1000), ...given })
}

export const reading = readings(open)

export const insertMany = (kind: string, count: number, values = {}) =>
  Array.from({ length: count }, () => server.insert(kind, values))

/** What a stream stands for at the server. */
function recordsOf(name: string): StripeObject[] {
  const parts: Record<string, string> = {
    ...{ subscription_items: 'subscription', invoice_line_items: 'invoice', credit_note_line_items: 'credit_note' },
  }
  const parent = parts[name]
  if (parent !== undefined)
    return server
      .live(parent)
      .flatMap(({ id, created }) =>
        server.partsOf(id).map((part) => ({ ...part, [parent]: id, [`${parent}_created`]: created })),
      )
  if (name === 'payment_methods')
    return server
      .live('payment_method')
      .filter(({ customer }) => customer !== null)
      .map((method) => ({ ...method, details: method[String(method.type)] }))
  return server.live(streams.find((each) => each.name === name)?.object.object ?? '')
}

function cell(type: FieldType, value: unknown): string | number | null {
  if (value === null || value === undefined) return null
  if (type === 'json') return JSON.stringify(value)
  if (type === 'datetime') return new Date(Number(value) * 1000).toISOString()
  return type === 'boolean' || type === 'number' ? Number(value) : (value as string | number)
}

/** What a table holds once it is up to date. */
export const expected = ({ fields, stream }: Selection) =>
  new Map(
    recordsOf(stream.name).map((record) => [
      JSON.stringify(fields.filter(({ primaryKey }) => primaryKey).map(({ name }) => record[name])),
      fields.map(({ name, type }) => cell(type, record[name])),
    ]),
  )

const isoOf = (seconds: number) => new Date(seconds * 1000).toISOString()

/** The window that follows one that ended at `after`, as the engine reckons it. */
export function nextWindow(after: number): Window {
  return { from: isoOf(after), to: isoOf(server.clock - MINUTE + 0.5) }
}

/** Three of everything, with what they belong to. */
export function fill(): void {
  for (const { object, partOf } of streams) {
    const values = object.object === 'payment_method' ? { customer: server.live('customer')[0]?.id, type: 'card' } : {}
    if (partOf === null) for (let index = 0; index < 3; index += 1) server.insert(object.object, values, index * 12)
    server.clock += 10
  }
}
