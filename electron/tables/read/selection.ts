import { sql } from 'kysely'
import type { RecordQuestion } from '../../../shared/domain/record-question'
import { isSearched, recordsTable } from '../columns'
import { ALL_SEARCHABLE, type StoredTable } from '../stored-tables'
import { allOf, anyOf, type Sql } from './ask'
import { groupSql } from './conditions'
import { contains } from './text-conditions'

/** Which records: `select … from <from> where <where>`. */
export type Selection = {
  table: StoredTable
  from: Sql
  where: Sql
  /** The id of a record within it, in the words that let the full-text index say it in order. */
  id: Sql
  /** All records of the table. */
  isWhole: boolean
  /** The full-text index says which records; it is always read first then. */
  isFullText: boolean
}

const recordsOf = (table: StoredTable): Sql => sql.raw(recordsTable(table.number))

export const wholeOf = (table: StoredTable): Selection => ({
  table,
  from: recordsOf(table),
  where: sql`true`,
  id: sql`_id`,
  isWhole: true,
  isFullText: false,
})

/** Fails with `not-found` or `invalid-input` when the filter does not suit the table. */
export function selectionOf(
  table: StoredTable,
  { filter, search }: Pick<RecordQuestion, 'filter' | 'search'>,
  now: Date,
): Selection {
  const whole = wholeOf(table)
  const conditions = filter && filter.items.length > 0 ? [groupSql(table, filter, now)] : []
  const looked = search?.trim() ?? ''
  if (looked === '') return { ...whole, where: allOf(conditions), isWhole: conditions.length === 0 }
  const words = wordsOf(looked)
  if (words.length === 0 || table.searchUpto !== ALL_SEARCHABLE) {
    const texts = words.length > 0 ? words : [looked]
    const where = allOf([...conditions, ...texts.map((text) => anyFieldContains(table, text))])
    return { ...whole, where, isWhole: false }
  }
  const index = sql.raw(`${recordsTable(table.number)}_fts`)
  return {
    table,
    from: sql`(select rowid as hit from ${index} where ${index} match ${matchText(looked)}) found
      cross join ${recordsOf(table)} on _id = found.hit`,
    where: allOf(conditions),
    id: sql`found.hit`,
    isWhole: false,
    isFullText: true,
  }
}

const SEPARATOR = /[^\p{L}\p{N}\p{M}\p{Co}]+/u

/** Marks alone are no word for the index. */
const isWord = (text: string): boolean => /[\p{L}\p{N}\p{Co}]/u.test(text)

const wordsOf = (text: string): string[] => text.split(SEPARATOR).filter(isWord)

/**
 * Each word from its beginning, all of them somewhere in the record. The index takes some signs for letters that are
 * younger than its tables of 2012, so what has other signs than those of ASCII is left to it to split, as a phrase.
 */
const matchText = (text: string): string =>
  text
    .split(/[\s\p{Cc}]+/u)
    .flatMap((part) =>
      /^[\p{L}\p{N}\p{M}\p{Co}\p{ASCII}]*$/u.test(part) ? wordsOf(part) : [part.replaceAll('"', ' ')],
    )
    .filter(isWord)
    .map((part) => `"${part}"*`)
    .join(' ')

const anyFieldContains = (table: StoredTable, text: string): Sql =>
  anyOf(table.fields.filter(isSearched).map(({ column }) => contains(column, text)))
