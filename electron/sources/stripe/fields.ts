import type { StreamField } from '../../../shared/domain/data-connection'
import type { FieldType } from '../../../shared/domain/table'

type Names = Partial<Record<FieldType, string>>

/**
 * What is read of each kind of object besides its id, after version 2022-11-15 of the API. Left out are secrets that let
 * somebody act for a customer, lists that have a stream of their own, and what is only there when asked for.
 */
const FIELDS = {
  customer: {
    text: 'name phone currency default_source invoice_prefix tax_exempt',
    'long-text': 'description',
    email: 'email',
    integer: 'balance next_invoice_sequence',
    boolean: 'delinquent',
    datetime: 'created',
    json: 'address discount invoice_credit_balance invoice_settings preferred_locales shipping metadata',
  },
  subscription: {
    text: 'status customer currency collection_method default_payment_method default_source latest_invoice on_behalf_of pending_setup_intent schedule',
    'long-text': 'description',
    integer: 'days_until_due',
    number: 'application_fee_percent',
    boolean: 'cancel_at_period_end',
    datetime:
      'created start_date current_period_start current_period_end trial_start trial_end cancel_at canceled_at ended_at billing_cycle_anchor next_pending_invoice_item_invoice',
    json: 'automatic_tax billing_thresholds cancellation_details default_tax_rates discount pause_collection payment_settings pending_invoice_item_interval pending_update transfer_data trial_settings metadata',
  },
  subscription_item: {
    integer: 'quantity',
    datetime: 'created',
    json: 'price billing_thresholds tax_rates metadata',
  },
  invoice: {
    text: 'number status customer customer_name customer_phone currency subscription charge payment_intent quote billing_reason collection_method account_country account_name customer_tax_exempt default_payment_method default_source latest_revision on_behalf_of receipt_number statement_descriptor',
    'long-text': 'description footer',
    email: 'customer_email',
    url: 'hosted_invoice_url invoice_pdf',
    integer:
      'total subtotal tax amount_due amount_paid amount_remaining amount_shipping application_fee_amount attempt_count starting_balance ending_balance pre_payment_credit_notes_amount post_payment_credit_notes_amount subtotal_excluding_tax total_excluding_tax',
    boolean: 'paid attempted auto_advance paid_out_of_band',
    datetime: 'created due_date period_start period_end next_payment_attempt webhooks_delivered_at',
    json: 'account_tax_ids automatic_tax custom_fields customer_address customer_shipping customer_tax_ids default_tax_rates discount discounts from_invoice last_finalization_error payment_settings rendering_options shipping_cost shipping_details status_transitions threshold_reason total_discount_amounts total_tax_amounts transfer_data metadata',
  },
  line_item: {
    text: 'type currency invoice_item subscription subscription_item',
    'long-text': 'description',
    integer: 'amount amount_excluding_tax quantity',
    number: 'unit_amount_excluding_tax',
    boolean: 'discountable proration',
    datetime: 'invoice_created',
    json: 'price period discount_amounts discounts proration_details tax_amounts tax_rates metadata',
  },
  invoiceitem: {
    text: 'customer invoice currency subscription subscription_item',
    'long-text': 'description',
    integer: 'amount quantity unit_amount',
    number: 'unit_amount_decimal',
    boolean: 'discountable proration',
    datetime: 'date',
    json: 'price period discounts tax_rates metadata',
  },
  charge: {
    text: 'status customer currency payment_intent invoice payment_method balance_transaction failure_code failure_message application_fee calculated_statement_descriptor failure_balance_transaction on_behalf_of receipt_number review source_transfer statement_descriptor statement_descriptor_suffix transfer transfer_group',
    'long-text': 'description',
    email: 'receipt_email',
    url: 'receipt_url',
    integer: 'amount amount_captured amount_refunded application_fee_amount',
    boolean: 'paid captured refunded disputed',
    datetime: 'created',
    json: 'billing_details fraud_details outcome payment_method_details radar_options shipping transfer_data metadata',
  },
  payment_intent: {
    text: 'status customer currency invoice latest_charge payment_method cancellation_reason capture_method confirmation_method on_behalf_of review setup_future_usage statement_descriptor statement_descriptor_suffix transfer_group',
    'long-text': 'description',
    email: 'receipt_email',
    integer: 'amount amount_capturable amount_received application_fee_amount',
    datetime: 'created canceled_at',
    json: 'amount_details automatic_payment_methods payment_method_options payment_method_types processing shipping transfer_data metadata',
  },
  payment_method: {
    text: 'type customer',
    datetime: 'created',
    json: 'details billing_details metadata',
  },
  refund: {
    text: 'status charge payment_intent currency reason balance_transaction failure_balance_transaction failure_reason receipt_number source_transfer_reversal transfer_reversal',
    'long-text': 'description',
    email: 'instructions_email',
    integer: 'amount',
    datetime: 'created',
    json: 'metadata',
  },
  dispute: {
    text: 'status reason charge payment_intent currency',
    integer: 'amount',
    boolean: 'is_charge_refundable',
    datetime: 'created',
    json: 'balance_transactions evidence evidence_details metadata',
  },
  product: {
    text: 'name default_price statement_descriptor tax_code unit_label',
    'long-text': 'description',
    url: 'url',
    boolean: 'active shippable',
    datetime: 'created updated',
    json: 'images package_dimensions metadata',
  },
  price: {
    text: 'nickname product currency type billing_scheme lookup_key tax_behavior tiers_mode',
    integer: 'unit_amount',
    number: 'unit_amount_decimal',
    boolean: 'active',
    datetime: 'created',
    json: 'recurring custom_unit_amount transform_quantity metadata',
  },
  plan: {
    text: 'nickname product currency interval aggregate_usage billing_scheme tiers_mode usage_type',
    integer: 'amount interval_count trial_period_days',
    number: 'amount_decimal',
    boolean: 'active',
    datetime: 'created',
    json: 'transform_usage metadata',
  },
  coupon: {
    text: 'name duration currency',
    integer: 'amount_off duration_in_months max_redemptions times_redeemed',
    number: 'percent_off',
    boolean: 'valid',
    datetime: 'created redeem_by',
    json: 'metadata',
  },
  promotion_code: {
    text: 'code customer',
    integer: 'max_redemptions times_redeemed',
    boolean: 'active',
    datetime: 'created expires_at',
    json: 'coupon restrictions metadata',
  },
  payout: {
    text: 'status currency type method destination balance_transaction failure_balance_transaction failure_code failure_message original_payout reconciliation_status reversed_by source_type statement_descriptor',
    'long-text': 'description',
    integer: 'amount',
    boolean: 'automatic',
    datetime: 'created arrival_date',
    json: 'metadata',
  },
  balance_transaction: {
    text: 'type status currency source reporting_category',
    'long-text': 'description',
    integer: 'amount fee net',
    number: 'exchange_rate',
    datetime: 'created available_on',
    json: 'fee_details',
  },
  transfer: {
    text: 'currency destination destination_payment balance_transaction source_transaction source_type transfer_group',
    'long-text': 'description',
    integer: 'amount amount_reversed',
    boolean: 'reversed',
    datetime: 'created',
    json: 'metadata',
  },
  'checkout.session': {
    text: 'status payment_status mode customer currency payment_intent subscription invoice setup_intent payment_link client_reference_id billing_address_collection customer_creation locale payment_method_collection recovered_from submit_type',
    email: 'customer_email',
    url: 'success_url cancel_url',
    integer: 'amount_subtotal amount_total',
    boolean: 'allow_promotion_codes',
    datetime: 'created expires_at',
    json: 'automatic_tax consent consent_collection currency_conversion custom_fields custom_text customer_details invoice_creation payment_method_options payment_method_types phone_number_collection shipping_address_collection shipping_cost shipping_details shipping_options tax_id_collection total_details metadata',
  },
  credit_note: {
    text: 'number status type reason customer invoice currency customer_balance_transaction refund',
    'long-text': 'memo',
    url: 'pdf',
    integer:
      'amount total subtotal amount_shipping discount_amount out_of_band_amount subtotal_excluding_tax total_excluding_tax',
    datetime: 'created voided_at',
    json: 'discount_amounts shipping_cost tax_amounts metadata',
  },
  credit_note_line_item: {
    text: 'type invoice_line_item',
    'long-text': 'description',
    integer: 'amount amount_excluding_tax discount_amount quantity unit_amount',
    number: 'unit_amount_decimal unit_amount_excluding_tax',
    datetime: 'credit_note_created',
    json: 'discount_amounts tax_amounts tax_rates',
  },
  setup_intent: {
    text: 'status usage customer payment_method latest_attempt mandate single_use_mandate cancellation_reason on_behalf_of',
    'long-text': 'description',
    boolean: 'attach_to_self',
    datetime: 'created',
    json: 'automatic_payment_methods flow_directions payment_method_options payment_method_types metadata',
  },
  tax_rate: {
    text: 'display_name country state jurisdiction tax_type',
    'long-text': 'description',
    number: 'percentage',
    boolean: 'active inclusive',
    datetime: 'created',
    json: 'metadata',
  },
  quote: {
    text: 'number status customer currency invoice subscription subscription_schedule collection_method on_behalf_of',
    'long-text': 'description header footer',
    integer: 'amount_subtotal amount_total application_fee_amount',
    number: 'application_fee_percent',
    datetime: 'created expires_at',
    json: 'automatic_tax computed default_tax_rates discounts from_quote invoice_settings status_transitions subscription_data total_details transfer_data metadata',
  },
} satisfies Record<string, Names>

export type ObjectName = keyof typeof FIELDS

const SOURCE_TYPES: Partial<Record<string, string>> = {
  ...{ integer: 'integer', number: 'decimal', boolean: 'boolean', datetime: 'unix-time', json: 'object' },
}

/** The id first, then the object that it is a part of: together they are the key. */
export function fieldsOf(object: ObjectName, parent: string | null): StreamField[] {
  const keys = ['id', ...(parent === null ? [] : [parent])]
  const others = Object.entries(FIELDS[object]).flatMap(([type, names]) =>
    names.split(' ').map((name) => ({ name, type: type as FieldType, sourceType: SOURCE_TYPES[type] ?? 'string' })),
  )
  return [
    ...keys.map((name) => ({ name, type: 'text' as const, sourceType: 'string', primaryKey: true })),
    ...others.map((field) => ({ ...field, primaryKey: false })),
  ]
}
