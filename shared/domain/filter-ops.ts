import type { FieldType } from './table'

/** Without zod, so that the interface can use it as it is. */
export const FILTER_OPS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'contains',
  'not-contains',
  'starts-with',
  'ends-with',
  'any-of',
  'none-of',
  'has-all',
  'last-days',
  'next-days',
  'empty',
  'not-empty',
] as const
export type FilterOp = (typeof FILTER_OPS)[number]

const TEXT: FilterOp[] = [
  'contains',
  'not-contains',
  'eq',
  'ne',
  'starts-with',
  'ends-with',
  'any-of',
  'none-of',
  'empty',
  'not-empty',
]
const NUMBER: FilterOp[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'empty', 'not-empty']
const TIME: FilterOp[] = [...NUMBER, 'last-days', 'next-days']

/** The operators that make sense for a type, the most usual one first. */
export const OPS_OF_TYPE: Record<FieldType, FilterOp[]> = {
  text: TEXT,
  'long-text': TEXT,
  email: TEXT,
  url: TEXT,
  integer: NUMBER,
  number: NUMBER,
  boolean: ['eq', 'empty', 'not-empty'],
  date: TIME,
  datetime: TIME,
  select: ['any-of', 'none-of', 'eq', 'ne', 'contains', 'empty', 'not-empty'],
  'multi-select': ['any-of', 'has-all', 'none-of', 'empty', 'not-empty'],
  json: ['contains', 'not-contains', 'empty', 'not-empty'],
  reference: ['eq', 'ne', 'any-of', 'none-of', 'empty', 'not-empty'],
}
