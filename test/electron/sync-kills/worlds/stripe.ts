import { streams } from '../../../../electron/sources/stripe/streams'
import { type StripeObject, startStripe } from '../../../helpers/sources/stripe-server'
import { stored } from '../local-tables'
import { overHttp, pick, type Random, type World, whole, work } from '../world'

const KEY = 'rk_test_51AcmeSecret'
/** Events can be seen so late. */
const LATEST_S = 40

/** Customers, lines of invoices and coupons of one account. */
export async function startStripeWorld(random: Random): Promise<World> {
  const server = await startStripe(KEY)
  const gone = new Set<string>()
  let hiddenSince: number | null = null
  server.mostAtOnce = 40
  server.tellTime(() => server.clock * 1000)
  const ids = (kind: string) => server.live(kind).map(({ id }) => id)
  const settle = () => {
    hiddenSince = null
    server.appear()
  }
  const pass = (seconds: number) => {
    if (hiddenSince !== null && server.clock + seconds - hiddenSince > LATEST_S) settle()
    server.clock += seconds
  }
  const edit = (random: Random) => ({ metadata: { step: String(random()) }, name: `Edited ${random()}` })
  const hideAndInsert = () => {
    hiddenSince ??= server.clock
    server.hideEvents()
    server.insert('customer')
  }
  const customers = {
    keys: () => ids('customer'),
    insert: () => void server.insert('customer'),
    update: (id: string, random: Random) => server.update('customer', id, edit(random)),
    remove(id: string) {
      server.remove('customer', id)
      gone.add(`customers ${id}`)
    },
    others: [(random: Random) => pass(whole(random, 20)), () => hideAndInsert()],
  }
  const invoices = (random: Random) => {
    const id = pick(random, ids('invoice'))
    if (!id || ids('invoice').length < 30) return void server.insert('invoice', {}, whole(random, 14))
    // Few lines at once: where very many are gone, the engine asks before it deletes them.
    const lines = Math.max(2, server.partsOf(id).length)
    // A line that is gone is told of as a change of its invoice, which does not say which one it was.
    for (const part of server.partsOf(id)) gone.add(`invoice_line_items ${JSON.stringify([part.id, id])}`)
    if (random() < 0.1) server.remove('invoice', id)
    else server.setParts('invoice', id, Math.min(14, lines - 2 + whole(random, 6)), lines - whole(random, 3))
  }
  const coupons = (random: Random) => {
    const id = pick(random, ids('coupon'))
    if (!id || random() < 0.4) server.insert('coupon')
    else if (random() < 0.6) server.update('coupon', id, edit(random))
    else {
      server.remove('coupon', id)
      gone.add(`coupons ${id}`)
    }
  }
  const act = (random: Random) => {
    const what = random()
    if (what < 0.7) work(customers, random)
    else if (what < 0.9) invoices(random)
    else coupons(random)
  }
  for (let n = 0; n < 200; n += 1) customers.insert()
  for (let n = 0; n < 200; n += 1) act(random)
  return {
    ...overHttp(server, {
      ...{ main: 'customers', mark: 'customer', sibling: 'coupons', insert: customers.insert, forget: null },
      late: hideAndInsert,
    }),
    ...{ sourceId: 'stripe', config: { auth: 'key' }, secrets: { key: KEY }, gone, act, settle },
    streams: {
      customers: { edited: 'description' },
      invoice_line_items: { edited: null },
      coupons: { edited: 'name' },
    },
    now: () => server.clock * 1000,
    advance: (ms) => pass(Math.ceil(ms / 1000)),
    truth({ name, fields }) {
      const keyed = fields.filter(({ primaryKey }) => primaryKey)
      const keyOf = (record: StripeObject) =>
        keyed.length > 1 ? JSON.stringify(keyed.map((field) => String(record[field.name]))) : record.id
      const cellsOf = (record: StripeObject) =>
        fields.map((field) => [field.name, stored(field.type, cellOf(field.type, record[field.name]))])
      return new Map(recordsOf(name).map((record) => [keyOf(record), Object.fromEntries(cellsOf(record))]))
    },
  }

  function recordsOf(name: string): StripeObject[] {
    if (name !== 'invoice_line_items')
      return server.live(streams.find((each) => each.name === name)?.object.object ?? '')
    return server
      .live('invoice')
      .flatMap(({ id, created }) =>
        server.partsOf(id).map((part) => ({ ...part, invoice: id, invoice_created: created })),
      )
  }
}

function cellOf(type: string, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (type === 'datetime') return new Date(Number(value) * 1000).toISOString()
  return type === 'json' ? JSON.stringify(value) : type === 'number' ? Number(value) : value
}
