import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import type { StreamFilter } from '../../../shared/domain/data-connection'
import { type Selection, SourceProblem } from '../define'
import { type Column, filterTerm, keyOfRelation, type Relation, selectSql, type Term, termOf } from './columns'

/** One statement, and where in its rows the values are from which reading goes on. */
export type Query = {
  text: string
  values: string[]
  /** Values beyond these only say where to go on. */
  shown: number
  /** Empty when there is no order, and so no place to go on from. */
  places: number[]
}

/** Which records, and in which order; both empty for all of them as they come. */
export type Part = { conditions: (bind: Bind) => string[]; order: Column[] }
export type Bind = (value: string) => string

const Resume = z.object({ after: z.array(z.string()).min(1) })

/** The texts of the last record's place; null to begin with the first. */
export function afterOf(resume: JsonValue): string[] | null {
  const read = Resume.safeParse(resume)
  return read.success ? read.data.after : null
}

export function buildQuery(
  relation: Relation,
  shown: Column[],
  filters: StreamFilter[],
  part: Part,
  resume: JsonValue,
): Query {
  const values: string[] = []
  const bind: Bind = (value) => `$${values.push(value)}`
  const list = shown.map(selectSql)
  const order = part.order.map((column) => ({ column, term: termOf(column) }))
  const places = order.map(({ column, term }) => {
    const place = term.asSelected ? shown.indexOf(column) : -1
    return place >= 0 ? place : list.push(term.asSelected ? selectSql(column) : `${term.sql}::pg_catalog.text`) - 1
  })
  const conditions = [...filters.map((filter) => filterSql(relation, filter, bind)), ...part.conditions(bind)]
  const after = afterOf(resume)
  const terms = order.map(({ term }) => term)
  if (after && after.length === terms.length && terms.length > 0) conditions.push(beyond(terms, after, bind))
  const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''
  const by = terms.length > 0 ? ` order by ${terms.map(({ sql }) => sql).join(', ')}` : ''
  return {
    text: `select ${list.join(', ')} from ${relation.qualified}${where}${by}`,
    values,
    shown: shown.length,
    places,
  }
}

const beyond = (terms: Term[], after: string[], bind: Bind): string => {
  const right = terms.map(({ cast }, index) => `${bind(after[index] ?? '')}::${cast}`)
  return `(${terms.map(({ sql }) => sql).join(', ')}) > (${right.join(', ')})`
}

const SIGNS = { eq: '=', ne: 'is distinct from', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** The value is a parameter; records without one are unequal to any. */
export function filterSql(relation: Relation, { field, op, value }: StreamFilter, bind: Bind): string {
  const column = columnOf(relation, field)
  const text = `${selectSql(column)}::pg_catalog.text`
  switch (op) {
    case 'empty':
      return `coalesce(${text}, '') = ''`
    case 'not-empty':
      return `coalesce(${text}, '') <> ''`
    case 'contains':
      return `pg_catalog.strpos(pg_catalog.lower(${text}), pg_catalog.lower(${bind(value)}::pg_catalog.text)) > 0`
    default: {
      const { sql, cast } = filterTerm(column)
      return `${sql} ${SIGNS[op]} ${bind(value)}::${cast}`
    }
  }
}

export function columnOf(relation: Relation, name: string): Column {
  const column = relation.columns.find((one) => one.name === name)
  if (!column) throw changed(`column ${name} of ${relation.qualified} does not exist`)
  return column
}

/** In the order of the key's index. Records whose key is another one by now cannot be told apart by the old one. */
export function keyColumns(relation: Relation, { stream }: Selection): Column[] {
  const known = stream.fields.filter(({ primaryKey }) => primaryKey).map(({ name }) => name)
  if (known.length === 0) return []
  const key = keyOfRelation(relation)
  if (key.length === known.length && key.every(({ name }) => known.includes(name))) return key
  throw changed(`the key of ${relation.qualified} is not ${known.join(', ')}`)
}

/** In the order of the stream's fields, as keys are named everywhere. */
export const keyFields = (relation: Relation, { stream }: Selection): Column[] =>
  stream.fields.filter(({ primaryKey }) => primaryKey).map(({ name }) => columnOf(relation, name))

export const changed = (what: string): SourceProblem =>
  new SourceProblem({ kind: 'schema-changed', message: `PostgreSQL no longer has what was asked for: ${what}` })
