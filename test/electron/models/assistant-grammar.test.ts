import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../../shared/domain/common'
import { type MadeCall, startConversation } from './conversation'
import { TRIAGE } from './skill-tools'

type Expected = [tool: string, input: JsonValue]

const query = (table: string, rest: Record<string, JsonValue> = {}): Expected => [
  'query_records',
  { table, limit: 20, ...rest },
]
const by = (field: string, op: string, value: JsonValue): JsonValue => ({ field, op, value })
const customer = (id: number): Expected => query('customer', { limit: 2, filters: [by('customer_id', 'eq', id)] })
const counting = (table: string, rest: Record<string, JsonValue>): Expected => [
  'query_records',
  { table, count_only: true, ...rest },
]
const ticket = (id: number): Expected => ['get_record', { table: 'Tickets', id }]
const change = (table: string, id: number, values: Record<string, JsonValue>): Expected => [
  'update_records',
  { table, updates: [{ id, values }] },
]
const all = (table: string, rest: Record<string, JsonValue>): Expected => ['update_records', { table, ...rest }]
const measuring = (table: string, aggregate: JsonValue, rest: Record<string, JsonValue> = {}): Expected[] => [
  counting(table, rest),
  ['query_records', { table, ...rest, aggregate }],
]
const number = { measures: [{ fn: 'count' }] }
const adding = (table: string, values: Record<string, JsonValue>): Expected => [
  'create_records',
  { table, records: [values] },
]
const reading: Expected = ['activate_skill', { name: 'triage-tickets' }]

/** What is called after `list_tables`, in order. */
const SENTENCES: [sentence: string, calls: Expected[]][] = [
  // Looking up.
  ['show customers', [query('customer')]],
  ['please could you show me all customers', [query('customer')]],
  ['show custmers', [query('customer')]],
  ['show companies', [query('Companies')]],
  ['show invoice lines', [query('invoice_line')]],
  ['customers in Brazil', [query('customer', { search: 'Brazil' })]],
  ['find customers named Maria', [query('customer', { search: 'Maria' })]],
  ['find the deal for Acme Corp', [query('Deals', { search: 'Acme Corp' })]],
  ["show Acme Corp's deals", [query('Deals', { search: 'Acme Corp' })]],
  ['find "Acme Corp" in deals', [query('Deals', { search: 'Acme Corp' })]],
  ['search tickets for login', [query('Tickets', { search: 'login' })]],
  ['show customer 5', [customer(5)]],
  ['show ticket 101', [ticket(101)]],
  ['show record 101 of Tickets', [ticket(101)]],
  ['what is the email of customer 5?', [customer(5)]],
  ["what is customer 5's email?", [customer(5)]],
  ['give me 2 customers', [query('customer', { limit: 2 })]],
  ['top 2 invoices by total', [query('invoice', { limit: 2, sort: { field: 'total', direction: 'desc' } })]],
  ['latest invoice', [query('invoice', { limit: 1, sort: { field: 'invoice_date', direction: 'desc' } })]],
  ['cheapest invoice', [query('invoice', { limit: 1, sort: { field: 'total', direction: 'asc' } })]],
  [
    'show customers from Portugal sorted by first name',
    [query('customer', { search: 'Portugal', sort: { field: 'first_name', direction: 'asc' } })],
  ],
  // Conditions.
  ['list unpaid invoices', [query('invoice', { filters: [by('paid', 'eq', false)] })]],
  ['which invoices are not paid', [query('invoice', { filters: [by('paid', 'eq', false)] })]],
  ['invoices over 50', [query('invoice', { filters: [by('total', 'gt', 50)] })]],
  ['invoices since 2024-03-01', [query('invoice', { filters: [by('invoice_date', 'gte', '2024-03-01')] })]],
  [
    'show invoices where total over 50 and paid is no',
    [query('invoice', { filters: [by('total', 'gt', 50), by('paid', 'eq', false)] })],
  ],
  [
    'show customers whose email contains example',
    [query('customer', { filters: [by('email', 'contains', 'example')] })],
  ],
  ['list customers without a state', [query('customer', { filters: [{ field: 'state', op: 'empty' }] })]],
  ['tickets assigned to Ana', [query('Tickets', { filters: [by('Assignee', 'eq', 'Ana')] })]],
  ['show Open tickets', [query('Tickets', { filters: [by('Status', 'eq', 'Open')] })]],
  ['show High priority tickets', [query('Tickets', { filters: [by('Priority', 'eq', 'High')] })]],
  [
    'show deals where amount at least 5000 sorted by close date desc',
    [query('Deals', { filters: [by('Amount', 'gte', 5000)], sort: { field: 'Close date', direction: 'desc' } })],
  ],
  // Through another table.
  [
    'show the invoices of customer Luís Gonçalves',
    [query('customer', { search: 'Luís Gonçalves' }), query('invoice', { filters: [by('customer_id', 'eq', 1)] })],
  ],
  ['find invoices for customer 5', [customer(5), query('invoice', { filters: [by('customer_id', 'eq', 5)] })]],
  [
    'show invoices for customer 1 where total over 50',
    [customer(1), query('invoice', { filters: [by('customer_id', 'eq', 1), by('total', 'gt', 50)] })],
  ],
  [
    'show the deals of company Acme Corp',
    [query('Companies', { search: 'Acme Corp' }), query('Deals', { filters: [by('Company id', 'eq', 'c-1')] })],
  ],
  // Counting.
  ['how many customers are in Brazil?', [counting('customer', { search: 'Brazil' })]],
  ['how many invoices are there', [counting('invoice', {})]],
  ['count customers where country is Brazil', [counting('customer', { filters: [by('country', 'eq', 'Brazil')] })]],
  ['how many tickets have status Resolved', [counting('Tickets', { filters: [by('Status', 'eq', 'Resolved')] })]],
  [
    'how many invoices does customer 1 have?',
    [customer(1), counting('invoice', { filters: [by('customer_id', 'eq', 1)] })],
  ],
  [
    'how many invoices in 2024',
    [
      counting('invoice', {
        filters: [by('invoice_date', 'gte', '2024-01-01'), by('invoice_date', 'lt', '2025-01-01')],
      }),
    ],
  ],
  // Summing up.
  ['count deals by stage', measuring('Deals', { group_by: 'Stage', ...number })],
  ['how many tickets per status', measuring('Tickets', { group_by: 'Status', ...number })],
  [
    'how many Open tickets by assignee',
    measuring('Tickets', { group_by: 'Assignee', ...number }, { filters: [by('Status', 'eq', 'Open')] }),
  ],
  ['how many invoices per month', measuring('invoice', { group_by: 'invoice_date', step: 'month', ...number })],
  [
    'sum of amount in deals by stage',
    measuring('Deals', { group_by: 'Stage', measures: [{ fn: 'sum', field: 'Amount' }] }),
  ],
  [
    'what is the average total of invoices where paid is no',
    measuring('invoice', { measures: [{ fn: 'mean', field: 'total' }] }, { filters: [by('paid', 'eq', false)] }),
  ],
  ['how many tickets were closed by Ana', [counting('Tickets', { search: 'closed by Ana' })]],
  // Changing.
  ['set the email of customer 5 to x@y.z', [customer(5), change('customer', 105, { email: 'x@y.z' })]],
  ['update customer 5 email x@y.z', [customer(5), change('customer', 105, { email: 'x@y.z' })]],
  ["change ticket 101's status to closed", [ticket(101), change('Tickets', 101, { Status: 'Closed' })]],
  [
    'update ticket 102: status = Closed, priority = High',
    [ticket(102), change('Tickets', 102, { Status: 'Closed', Priority: 'High' })],
  ],
  [
    'put the notes of ticket 103 to "Done, and tested"',
    [ticket(103), change('Tickets', 103, { Notes: 'Done, and tested' })],
  ],
  ['rename ticket 101 to "Printer smokes"', [ticket(101), change('Tickets', 101, { Title: 'Printer smokes' })]],
  ['assign ticket 102 to Ana', [ticket(102), change('Tickets', 102, { Assignee: 'Ana' })]],
  [
    "mark the ticket 'Printer on fire' resolved",
    [query('Tickets', { search: 'Printer on fire' }), change('Tickets', 101, { Status: 'Resolved' })],
  ],
  [
    'mark ticket Login loops as closed',
    [query('Tickets', { search: 'Login loops' }), change('Tickets', 102, { Status: 'Closed' })],
  ],
  [
    'mark invoice 2 as paid',
    [query('invoice', { limit: 2, filters: [by('invoice_id', 'eq', 2)] }), change('invoice', 102, { paid: true })],
  ],
  [
    'mark all open tickets as resolved',
    [
      query('Tickets', { limit: 1, filters: [by('Status', 'eq', 'open')] }),
      query('Tickets', { limit: 1, filters: [by('Status', 'contains', 'open')] }),
      all('Tickets', { filters: [by('Status', 'contains', 'open')], set: { Status: 'Resolved' } }),
    ],
  ],
  [
    'mark all Open tickets assigned to Ana as resolved',
    [
      query('Tickets', { limit: 1, filters: [by('Status', 'eq', 'Open'), by('Assignee', 'eq', 'Ana')] }),
      all('Tickets', {
        filters: [by('Status', 'eq', 'Open'), by('Assignee', 'eq', 'Ana')],
        set: { Status: 'Resolved' },
      }),
    ],
  ],
  [
    'mark all tickets resolved',
    [query('Tickets', { limit: 1 }), all('Tickets', { where: { all: [] }, set: { Status: 'Resolved' } })],
  ],
  [
    'close all tickets of Ana',
    [query('Tickets', { limit: 1, search: 'Ana' }), all('Tickets', { search: 'Ana', set: { Status: 'Closed' } })],
  ],
  ['close ticket 101', [ticket(101), change('Tickets', 101, { Status: 'Closed' })]],
  // Adding and deleting.
  ['create a ticket titled "X" with priority=high', [adding('Tickets', { Title: 'X', Priority: 'high' })]],
  [
    'create a ticket called Broken lamp with status open and priority low',
    [adding('Tickets', { Title: 'Broken lamp', Status: 'open', Priority: 'low' })],
  ],
  ['new ticket: title = "Broken", notes = "a, b and c"', [adding('Tickets', { Title: 'Broken', Notes: 'a, b and c' })]],
  [
    'add customer Jane Doe with email jane@doe.org and country Chile',
    [adding('customer', { first_name: 'Jane', last_name: 'Doe', email: 'jane@doe.org', country: 'Chile' })],
  ],
  ['add Jane Doe to the customer table', [adding('customer', { first_name: 'Jane', last_name: 'Doe' })]],
  ['delete ticket 101', [ticket(101), ['delete_records', { table: 'Tickets', ids: [101] }]]],
  [
    'remove the deal "Globex pilot"',
    [query('Deals', { search: 'Globex pilot' }), ['delete_records', { table: 'Deals', ids: [102] }]],
  ],
  // Skills and actions.
  ['@triage-tickets', [reading]],
  ['use the triage tickets skill', [reading]],
  [
    'use @triage-tickets to create an issue titled "Printer" in project ABC',
    [reading, ['jira_create_issue', { summary: 'Printer', projectKey: 'ABC' }]],
  ],
  [
    '@triage-tickets create an issue titled Printer on fire in project ABC',
    [reading, ['jira_create_issue', { summary: 'Printer on fire', projectKey: 'ABC' }]],
  ],
  [
    '@triage-tickets run jira_create_issue with projectKey=ABC, summary="A = b, c", priority=high, labels=["x"]',
    [reading, ['jira_create_issue', { projectKey: 'ABC', summary: 'A = b, c', priority: 'High', labels: ['x'] }]],
  ],
  [
    '@triage-tickets run create issue with project=ABC summary=Broken lamp',
    [reading, ['jira_create_issue', { projectKey: 'ABC', summary: 'Broken lamp' }]],
  ],
  [
    '@triage-tickets search issues with jql="project = ABC"',
    [reading, ['jira_search_issues', { jql: 'project = ABC' }]],
  ],
  ['use the triage tickets skill to show issue ABC-1', [reading, ['jira_get_issue', { issueKey: 'ABC-1' }]]],
  [
    '@triage-tickets add a comment to issue ABC-1 saying "Looks fixed"',
    [reading, ['jira_add_comment', { issueKey: 'ABC-1', body: 'Looks fixed' }]],
  ],
  [
    '@triage-tickets post a message to #support saying "Done"',
    [reading, ['slack_post_message', { channel: '#support', text: 'Done' }]],
  ],
]

const callsAfterListing = (calls: MadeCall[]): Expected[] =>
  calls.filter((call) => call.tool !== 'list_tables').map((call) => [call.tool, call.input])

describe('the grammar of the built-in assistant', () => {
  it.each(SENTENCES)('%s', async (sentence, expected) => {
    const conversation = startConversation({ skills: [TRIAGE] })
    await conversation.say(sentence)
    expect(callsAfterListing(conversation.calls)).toEqual(expected)
  })
})

/** Sentences that must not write anything, and what the answer says instead. */
const QUESTIONS: [sentence: string, answer: RegExp][] = [
  [
    'set the email of customer Maria Silva to a@b.c',
    /2 customers match "Maria Silva"\. Which one\?[\s\S]*for example: customer 5/,
  ],
  ['set the foo of ticket 101 to bar', /no field called "foo".*Title, Status/],
  ['set total of invoice 1 to abc', /total holds numbers; "abc" is not one/],
  ['delete all tickets', /one record at a time/],
  ['delete the tickets table', /Which record of Tickets\?/],
  ['delete ticket 12', /does not exist/],
  ['delete ticket', /Which record of Tickets\?/],
  ['create a ticket', /Say what the Tickets record should hold/],
  ['create an invoice for customer 5', /Say what the invoice record should hold/],
  ['create a spaceship titled "X"', /did not recognise a table/],
  ['show invoices for customer Nobody Known', /found no customer called "Nobody Known"/],
  ['use @nothing to do this', /No skill called "nothing" is offered\. Offered are @triage-tickets/],
  ['run jira_create_issue with summary=x', /No action called "jira_create_issue" is offered/],
  ['@triage-tickets create an issue titled "X"', /also needs:[\s\S]*`projectKey`: Key of the project/],
  [
    '@triage-tickets run jira_create_issue with projectKey=A, summary=B, priority=Medium',
    /`priority` is one of High, Low/,
  ],
  ['@triage-tickets run jira_get_issue with isue=A, colour=red', /has no `colour`|has no `isue`/],
  ['write me a poem about the sea', /did not understand/],
  ['why is the sky blue?', /did not understand/],
  ['', /did not understand/],
]

describe('what the built-in assistant does not do', () => {
  it.each(QUESTIONS)('writes nothing for: %s', async (sentence, answer) => {
    const conversation = startConversation({ skills: [TRIAGE] })
    expect(await conversation.say(sentence === '' ? ' ' : sentence)).toMatch(answer)
    const reads = new Set(['list_tables', 'query_records', 'get_record', 'activate_skill'])
    expect(conversation.calls.filter((call) => !reads.has(call.tool))).toEqual([])
  })
})
