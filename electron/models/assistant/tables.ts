import { type KnownTable, listTables, TableList } from './calls'
import { listOf } from './fields'
import { Answered, type Steps, type Turn } from './types'
import { findMention, fold, type Mention, stemsOf } from './words'

/** The tables as an earlier call in this conversation listed them. */
function listedBefore(turn: Turn): KnownTable[] | null {
  const listing = turn.past.findLast((call) => call.tool === 'list_tables' && call.outcome.ok)
  const parsed = listing?.outcome.ok ? TableList.safeParse(listing.outcome.value) : null
  return parsed?.success ? parsed.data.tables : null
}

/**
 * The tables, asked for only when no earlier listing knows what the text is about. Empty when this agent may not read.
 */
export function* tablesFor(turn: Turn, text: string): Steps<KnownTable[]> {
  const before = listedBefore(turn)
  if (before && (findMention(text, before) || /\b(?:it|its|that one|this one)\b/i.test(text))) return before
  return turn.tools.has('list_tables') ? yield* listTables() : []
}

export type TableMention = { table: KnownTable; before: string; after: string; score: number }

/** Splits a text at the table that it names. Answers with a question when two tables match equally well. */
export function splitAtTable(text: string, tables: readonly KnownTable[]): TableMention | null {
  const mention = findMention(text, tables)
  if (!mention) return null
  const table = only(mention, text)
  return {
    table,
    before: text.slice(0, mention.start).trim(),
    after: text.slice(mention.end).trim(),
    score: mention.score,
  }
}

function only(mention: Mention<KnownTable>, text: string): KnownTable {
  const said = text.slice(mention.start, mention.end)
  const exact = mention.found.filter((table) => fold(table.name) === fold(said))
  const [table, ...others] = exact.length > 0 ? exact : mention.found
  if (!table || others.length > 0)
    throw new Answered(
      `Which table: ${listOf(
        mention.found.map((one) => one.name),
        'or',
      )}?`,
    )
  return table
}

export function noSuchTable(turn: Turn, tables: readonly KnownTable[]): Answered {
  if (tables.length > 0)
    return new Answered(
      `I did not recognise a table in that. The tables are ${listOf(tables.map((one) => one.name))}. Say "what can you do?" for the sentences that I read.`,
    )
  return turn.tools.has('list_tables')
    ? new Answered('This workspace has no tables yet, so there is nothing to look up.')
    : new Answered('This agent may not read records. Its Tools tab can allow it.')
}

/** "invoice" for a table called "Invoices" or "stripe_invoices". */
export function nounOf(table: KnownTable): string {
  const words = table.name.replace(/_/g, ' ').trim()
  const single =
    /[^s]s$/i.test(words) && stemsOf(words).length > 0 ? words.replace(/ies$/i, 'y').replace(/([^y])s$/i, '$1') : words
  return single.toLowerCase()
}
