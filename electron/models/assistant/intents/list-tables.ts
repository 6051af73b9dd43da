import { listTables as callListTables } from '../calls'
import { textOf } from '../fields'
import { answer, gfmTable, plural } from '../show'
import { Answered, type Intent, type Steps, type Turn } from '../types'

const ASKS =
  /^(?:(?:list|show|display|get|which|what)(?: me)?(?: all)?(?: of)?(?: the| my| our)?|what are (?:the|my|our)) tables\b|^what (?:data|records|information) (?:do (?:i|we|you) have|is there|are there|can you see)|^what(?: is|'s) in (?:the|this|my) workspace/i

export const listTables: Intent = {
  example: 'list tables',
  understand: ({ text }, turn) => (ASKS.test(text) ? list(turn) : null),
}

function* list({ tools }: Turn): Steps<string> {
  if (!tools.has('list_tables')) throw new Answered('This agent may not read records. Its Tools tab can allow it.')
  const tables = yield* callListTables()
  if (tables.length === 0) return 'This workspace has no tables yet.'
  const rows = tables.map((table) => [
    table.name,
    textOf(table.record_count ?? null),
    String(table.fields.length),
    table.source ?? '',
    (table.as_of ?? '').slice(0, 16).replace('T', ' '),
  ])
  const head = ['Table', 'Records', 'Fields', 'Source', 'As of (UTC)']
  return answer(`There ${tables.length === 1 ? 'is' : 'are'} ${plural(tables.length, 'table')}.`, gfmTable(head, rows))
}
