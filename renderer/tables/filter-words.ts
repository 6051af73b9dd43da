import type { TFunction } from 'i18next'
import type { FilterOp } from '../../shared/domain/filter-ops'
import type { FilterGroup, FilterRule } from '../../shared/domain/record-question'
import type { CellValue, Field } from '../../shared/domain/table'
import { cellText, isNumeric } from './cell-text'
import { type FilterItem, type FilterPath, isComplete, kindOfOp } from './filter-rules'

/** The words of `table-tools`. */
export type ToolWords = TFunction<'table-tools'>

/** How people would call a record that a reference leads to. */
export type LabelOf = (field: Field, recordId: number) => string | null | undefined

type Speaker = { t: ToolWords; fields: Field[]; labelOf?: LabelOf }

const VALUES_SAID = 3

export const isTime = ({ type }: Pick<Field, 'type'>): boolean => type === 'date' || type === 'datetime'

const TIME_OPS = new Set<FilterOp>(['gt', 'gte', 'lt', 'lte'])

/** An operator as the builder offers it. */
export const opWords = (op: FilterOp, field: Pick<Field, 'type'>, t: ToolWords): string =>
  isTime(field) && TIME_OPS.has(op) ? t(`timeOp.${op}`) : t(`op.${op}`)

const SIGNS = new Set<FilterOp>(['eq', 'ne', 'gt', 'gte', 'lt', 'lte'])

const shortOp = (op: FilterOp, field: Field, t: ToolWords): string =>
  isNumeric(field.type) && SIGNS.has(op) ? t(`sign.${op}`) : opWords(op, field, t)

/** One value of a field, said in a sentence. */
export function valueWords(value: CellValue, field: Field, { t, labelOf }: Omit<Speaker, 'fields'>): string {
  if (value === null || value === '') return t('words.missing')
  if (field.type === 'boolean') return t(value === true || value === 1 ? 'filter.yes' : 'filter.no')
  const label = field.type === 'reference' ? labelOf?.(field, Number(value)) : undefined
  // A multi-select is compared with single choices, which stand for themselves.
  return field.type === 'multi-select' ? String(value) : cellText(value, field, label ?? undefined)
}

function listWords(values: CellValue[], field: Field, speaker: Omit<Speaker, 'fields'>): string {
  const { t } = speaker
  if (values.length === 0) return t('words.missing')
  const said = values.slice(0, VALUES_SAID).map((value) => valueWords(value, field, speaker))
  const words = said.join(t('words.list'))
  const others = values.length - said.length
  return others > 0 ? t('words.others', { values: words, count: others }) : words
}

function ofRule({ fieldId, op, value }: FilterRule, speaker: Speaker): string {
  const { t, fields } = speaker
  const field = fields.find(({ id }) => id === fieldId)
  if (!field) return ''
  const said = { field: field.name, op: shortOp(op, field, t) }
  if (kindOfOp(op) === 'empty') return t('words.alone', said)
  if (kindOfOp(op) === 'days') {
    const days = typeof value === 'number' ? t('words.days', { count: value }) : t('words.missing')
    return t('words.rule', { ...said, value: days })
  }
  const words = Array.isArray(value) ? listWords(value, field, speaker) : valueWords(value, field, speaker)
  return t('words.rule', { ...said, value: words })
}

/** A rule or group as a sentence: "Stage is any of Won, Lost", "(Amount > 1 000 or Closed is empty)". */
export function filterWords(item: FilterItem, speaker: Speaker): string {
  if (item.kind === 'rule') return ofRule(item, speaker)
  const words = item.items.map((inner) => filterWords(inner, speaker)).join(speaker.t(`words.${item.match}`))
  return item.items.length > 1 ? speaker.t('words.group', { words }) : words
}

export type FilterChip = { path: FilterPath; words: string; complete: boolean }

/** One chip for each condition that can be taken away alone; alternatives belong together and are one chip. */
export function chipsOf(filter: FilterGroup | null, speaker: Speaker): FilterChip[] {
  if (!filter || filter.items.length === 0) return []
  const complete = (item: FilterItem): boolean =>
    item.kind === 'group' ? item.items.some(complete) : isKnown(item, speaker.fields)
  if (filter.match === 'any' && filter.items.length > 1) {
    const words = filter.items.map((item) => filterWords(item, speaker)).join(speaker.t('words.any'))
    return [{ path: [], words, complete: complete(filter) }]
  }
  return filter.items.map((item, index) => ({
    path: [index],
    words: filterWords(item, speaker),
    complete: complete(item),
  }))
}

function isKnown(rule: FilterRule, fields: Field[]): boolean {
  const field = fields.find(({ id }) => id === rule.fieldId)
  return field !== undefined && isComplete(rule, field.type)
}
