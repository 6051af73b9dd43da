import type { StreamField, StreamFilter } from '../../shared/domain/data-connection'

type Op = StreamFilter['op']

const TEXT: Op[] = ['eq', 'ne', 'contains', 'empty', 'not-empty']
const ORDERED: Op[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'empty', 'not-empty']

const OPS: Partial<Record<StreamField['type'], Op[]>> = {
  integer: ORDERED,
  number: ORDERED,
  date: ORDERED,
  datetime: ORDERED,
  boolean: ['eq', 'empty', 'not-empty'],
  json: ['contains', 'empty', 'not-empty'],
  'multi-select': ['contains', 'empty', 'not-empty'],
}

export const opsOf = (type: StreamField['type']): Op[] => OPS[type] ?? TEXT

/** Key under `data-connections:op`: a moment is "after", a number "more than". */
export const opKey = (op: Op, type: StreamField['type']): string =>
  type === 'date' || type === 'datetime' ? `moment.${op}` : `plain.${op}`

export const needsValue = (op: Op): boolean => op !== 'empty' && op !== 'not-empty'

/** A filter as it is added: the first operator of the field, nothing typed yet. */
export const newFilter = ({ name, type }: StreamField): StreamFilter => ({
  field: name,
  op: opsOf(type)[0] ?? 'eq',
  value: type === 'boolean' ? 'true' : '',
})

/** Another field keeps operator and value where they still mean something. */
export const withFilterField = (
  filter: StreamFilter,
  before: StreamField | undefined,
  next: StreamField,
): StreamFilter => (before?.type === next.type ? { ...filter, field: next.name } : newFilter(next))
