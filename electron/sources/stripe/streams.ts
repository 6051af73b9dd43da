import type { StreamField } from '../../../shared/domain/data-connection'
import { fieldsOf, type ObjectName } from './fields'

/** What has a list, an address for each id, and events that tell of it. */
export type StripeObject = {
  object: ObjectName
  path: string
  query: Readonly<Record<string, string>>
  /** When it was made, which never changes. */
  madeAt: 'created' | 'date'
  /** Whether its list can be limited to when it was made. */
  byTime: boolean
  /** At most twenty, which is what one request takes. None where Stripe tells of no changes. */
  events: readonly string[]
  /** A field without which it is in no list any more, like one that was deleted. */
  belongsTo: string | null
  /** In events about something else, which field has the id. */
  idIn: Readonly<Record<string, string>>
}

/** Lists inside of the objects of another list. */
type Inside = { embedded: string | null; path: (id: string) => string; query: (id: string) => Record<string, string> }

export type StripeStream = {
  name: string
  label: string
  fields: StreamField[]
  /** What events tell of. */
  object: StripeObject
  /** What is listed to read everything. */
  listed: StripeObject
  inside: Inside | null
  /** Records are parts of the object; the field that has its id. Null where they are the objects themselves. */
  partOf: string | null
  cursorField: string
  /** Records change without an event, so everything is read again each day. */
  isReadDaily: boolean
  /** Whether events tell of all that is gone. Of parts they show ten, and of a deleted customer's payment methods none. */
  tellsDeletes: boolean
  note: string | null
}

const events = (subject: string, kinds: string) => kinds.split(' ').map((kind) => `${subject}.${kind}`)

const DISPUTE = events('charge.dispute', 'created updated closed funds_withdrawn funds_reinstated')
const DISCOUNT = events('customer.discount', 'created updated deleted')
const ITEM = events('invoiceitem', 'created updated deleted')

const define = (object: ObjectName, path: string, told: string[], more: Partial<StripeObject> = {}): StripeObject => ({
  ...{ object, path: `/v1/${path}`, query: {}, madeAt: 'created', byTime: true, events: told },
  ...{ idIn: {}, belongsTo: null },
  ...more,
})

const customer = define('customer', 'customers', [...events('customer', 'created updated deleted'), ...DISCOUNT], {
  idIn: { discount: 'customer' },
})
const subscription = define(
  'subscription',
  'subscriptions',
  [
    ...events('customer.subscription', 'created updated deleted paused resumed trial_will_end'),
    ...events('customer.subscription', 'pending_update_applied pending_update_expired'),
    ...DISCOUNT,
  ],
  // Without it those that ended are left out.
  { query: { status: 'all' }, idIn: { discount: 'subscription' } },
)
const invoice = define(
  'invoice',
  'invoices',
  [
    ...events('invoice', 'created updated deleted finalized finalization_failed paid payment_failed payment_succeeded'),
    ...events('invoice', 'payment_action_required marked_uncollectible overdue sent voided will_be_due'),
    ...ITEM,
  ],
  { idIn: { invoiceitem: 'invoice' } },
)
const creditNote = define('credit_note', 'credit_notes', events('credit_note', 'created updated voided'), {
  byTime: false,
})

/** https://stripe.com/docs/api/events/types */
const OBJECTS: Record<string, StripeObject> = {
  Customers: customer,
  Subscriptions: subscription,
  Invoices: invoice,
  'Invoice items': define('invoiceitem', 'invoiceitems', ITEM, { madeAt: 'date' }),
  Charges: define(
    'charge',
    'charges',
    [...events('charge', 'succeeded failed captured expired pending refunded updated'), ...DISPUTE],
    { idIn: { dispute: 'charge' } },
  ),
  'Payment intents': define('payment_intent', 'payment_intents', [
    ...events('payment_intent', 'created succeeded canceled processing requires_action payment_failed'),
    ...events('payment_intent', 'amount_capturable_updated partially_funded'),
  ]),
  Refunds: define('refund', 'refunds', ['charge.refund.updated', ...events('refund', 'created updated failed')]),
  Disputes: define('dispute', 'disputes', DISPUTE),
  Products: define('product', 'products', events('product', 'created updated deleted')),
  Prices: define('price', 'prices', events('price', 'created updated deleted')),
  Plans: define('plan', 'plans', events('plan', 'created updated deleted')),
  Coupons: define('coupon', 'coupons', events('coupon', 'created updated deleted')),
  'Promotion codes': define('promotion_code', 'promotion_codes', events('promotion_code', 'created updated')),
  Payouts: define(
    'payout',
    'payouts',
    events('payout', 'created updated canceled failed paid reconciliation_completed'),
  ),
  'Balance transactions': define('balance_transaction', 'balance_transactions', []),
  Transfers: define('transfer', 'transfers', events('transfer', 'created reversed updated')),
  'Checkout sessions': define(
    'checkout.session',
    'checkout/sessions',
    events('checkout.session', 'completed expired async_payment_succeeded async_payment_failed'),
    { byTime: false },
  ),
  'Credit notes': creditNote,
  'Setup intents': define(
    'setup_intent',
    'setup_intents',
    events('setup_intent', 'created succeeded canceled requires_action setup_failed'),
  ),
  'Tax rates': define('tax_rate', 'tax_rates', events('tax_rate', 'created updated')),
  Quotes: define('quote', 'quotes', events('quote', 'created finalized accepted canceled'), { byTime: false }),
}

const DAILY_NOTES: Partial<Record<ObjectName, string>> = {
  balance_transaction:
    'Stripe does not tell when a balance transaction becomes available, so once a day all are read again.',
  coupon: 'Stripe does not tell when a coupon is used or expires, so once a day all are read again.',
  promotion_code: 'Stripe does not tell when a promotion code is used or expires, so once a day all are read again.',
  'checkout.session':
    'Stripe does not tell of sessions before they are completed or expire, so once a day all are read again.',
}

const objects = Object.entries(OBJECTS).map(([label, object]): StripeStream => {
  const note = DAILY_NOTES[object.object] ?? null
  return {
    ...{ name: object.path.slice('/v1/'.length).replace('/', '_'), label, fields: fieldsOf(object.object, null) },
    ...{ object, listed: object, inside: null, partOf: null },
    cursorField: object.object === 'product' ? 'updated' : object.madeAt,
    isReadDaily: note !== null,
    tellsDeletes: object.events.includes(`${object.object}.deleted`),
    note,
  }
})

const parts = (
  name: string,
  label: string,
  object: StripeObject,
  record: ObjectName,
  inside: Inside,
): StripeStream => ({
  ...{ name, label, object, listed: object, inside, fields: fieldsOf(record, object.object), partOf: object.object },
  cursorField: record === 'subscription_item' ? 'created' : `${object.object}_created`,
  ...{ isReadDaily: false, tellsDeletes: false, note: null },
})

const nested = (path: (id: string) => string): Inside => ({ embedded: 'lines', path, query: () => ({}) })

const paymentMethod = define(
  'payment_method',
  'payment_methods',
  events('payment_method', 'attached automatically_updated updated detached'),
  { byTime: false, belongsTo: 'customer' },
)

/** The catalogue is the same for every account. */
export const streams: readonly StripeStream[] = [
  ...objects,
  parts('subscription_items', 'Subscription items', subscription, 'subscription_item', {
    ...{ embedded: 'items', path: () => '/v1/subscription_items', query: (id) => ({ subscription: id }) },
  }),
  parts(
    'invoice_line_items',
    'Invoice line items',
    invoice,
    'line_item',
    nested((id) => `/v1/invoices/${id}/lines`),
  ),
  parts(
    'credit_note_line_items',
    'Credit note line items',
    creditNote,
    'credit_note_line_item',
    nested((id) => `/v1/credit_notes/${id}/lines`),
  ),
  {
    ...{ name: 'payment_methods', label: 'Payment methods', fields: fieldsOf('payment_method', null), partOf: null },
    ...{ object: paymentMethod, listed: customer, cursorField: 'created', isReadDaily: false, tellsDeletes: false },
    inside: { embedded: null, path: (id) => `/v1/customers/${id}/payment_methods`, query: () => ({}) },
    note: 'Those that belong to a customer. A full read asks for them customer by customer.',
  },
]
