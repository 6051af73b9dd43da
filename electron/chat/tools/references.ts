import type { RecordQuestion } from '../../../shared/domain/record-question'
import type { Field } from '../../../shared/domain/table'
import { reaches } from '../../agents/grants'
import { type ToolContext, ToolRefusal } from './define'
import { labelsOf } from './records'
import type { GivenValue } from './values'

const MOST_CANDIDATES = 20
/** Labels are made of these. */
const TEXTS = new Set(['text', 'email', 'select'])

type Candidate = { id: number; label: string }

/** The id of the record that is meant: by its id, or by its label when only one record is called so. */
export async function referenceTo(context: ToolContext, field: Field, given: Exclude<GivenValue, null>) {
  const id = idIn(field, given)
  if (id !== null) {
    await mustExist(context, field, id)
    return id
  }
  const text = String(given)
  const found = await recordsCalled(context, field, text)
  const [only, ...others] = found
  if (only && others.length === 0) return only.id
  if (!only) throw new ToolRefusal('unknown_record', `${field.name}: no record is called "${text}"`)
  const candidates = found.slice(0, MOST_CANDIDATES).map((one) => `${one.id}: ${one.label}`)
  throw new ToolRefusal(
    'ambiguous_record',
    `${field.name}: several records are called "${text}"; give an id`,
    candidates,
  )
}

/** The ids of all records that can be meant, for a condition. */
export async function referencesTo(context: ToolContext, field: Field, given: Exclude<GivenValue, null>) {
  const id = idIn(field, given)
  return id === null ? (await recordsCalled(context, field, String(given))).map((one) => one.id) : [id]
}

function idIn(field: Field, given: Exclude<GivenValue, null>): number | null {
  if (Array.isArray(given) || typeof given === 'boolean')
    throw new ToolRefusal('invalid_input', `${field.name} takes the id or the label of a record`)
  if (typeof given === 'object') return given.id
  if (typeof given === 'number' || /^#?\d{1,15}$/.test(given.trim())) return Number(String(given).replace('#', ''))
  return null
}

async function mustExist({ tables }: ToolContext, field: Field, id: number): Promise<void> {
  const tableId = field.settings.referenceTableId
  if (tableId !== null && (await tables.recordsOf(tableId, [id])).length === 0)
    throw new ToolRefusal('unknown_record', `${field.name}: there is no record ${id}`)
}

/** Those whose label is the text; without one, those that hold all of its words. */
async function recordsCalled(context: ToolContext, field: Field, text: string): Promise<Candidate[]> {
  const tableId = field.settings.referenceTableId
  if (tableId === null) throw new ToolRefusal('invalid_input', `${field.name} takes the id of a record`)
  const table = await context.tables.get(tableId)
  if (!reaches(context.reach.read, tableId))
    throw new ToolRefusal('not_granted', `This agent may not read records of ${table.name}; give an id`)
  const question: RecordQuestion = { tableId, filter: null, search: null, sort: [] }
  const texts = table.fields.filter(({ type }) => TEXTS.has(type)).slice(0, MOST_CANDIDATES)
  const items = texts.map(({ id }) => ({ kind: 'rule' as const, fieldId: id, op: 'eq' as const, value: text }))
  const lower = text.trim().toLowerCase()
  if (items.length > 0) {
    const equal = await candidates(context, { ...question, filter: { kind: 'group', match: 'any', items } })
    const called = equal.filter(({ label }) => label.toLowerCase() === lower)
    if (called.length > 0) return called
  }
  return candidates(context, { ...question, search: text.slice(0, 200) })
}

async function candidates(context: ToolContext, question: RecordQuestion): Promise<Candidate[]> {
  const ids = await context.tables.ids(question, 10 * MOST_CANDIDATES)
  const labels = await labelsOf(context, question.tableId, ids)
  return ids.map((id) => ({ id, label: labels.get(id) ?? '' }))
}
