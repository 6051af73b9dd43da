import { z } from 'zod'
import type { CellValue, Field, Table } from '../../../shared/domain/table'
import { toStored } from '../../tables/values'
import type { FieldValues } from '../ports'
import { type ToolContext, ToolRefusal } from './define'
import { listIn } from './records'
import { referenceTo } from './references'
import { findField } from './tables'

/** A value as a model gives it: choices and references by name, too. */
export const GivenValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string(), z.number()])),
  z.object({ id: z.number().int() }),
])
export type GivenValue = z.infer<typeof GivenValue>
export const GivenValues = z.record(z.string(), GivenValue)

/** Values by the names of fields become values by their ids. Refuses what a field cannot hold, before anyone is asked. */
export async function readValues(
  context: ToolContext,
  table: Table,
  given: z.infer<typeof GivenValues>,
): Promise<FieldValues> {
  const values: FieldValues = {}
  for (const [name, value] of Object.entries(given)) {
    const field = findField(table, name)
    values[field.id] = await readValue(context, field, value)
    if (field.settings.required && isEmpty(values[field.id]))
      throw new ToolRefusal('invalid_input', `${field.name} needs a value`)
  }
  return values
}

export const isEmpty = (value: CellValue | undefined): boolean => value === undefined || value === null || value === ''

async function readValue(context: ToolContext, field: Field, given: GivenValue): Promise<CellValue> {
  if (given === null || given === '') return null
  if (field.type === 'reference') return (await referenceTo(context, field, given)) ?? null
  if (field.type === 'multi-select') return listOf(field, given)
  if (field.type === 'json' && typeof given === 'object') return JSON.stringify(given)
  if (typeof given === 'object') throw new ToolRefusal('invalid_input', `${field.name} takes one value`)
  return field.type === 'select' ? choice(field, String(given)) : checked(field, given)
}

/** The value as it is stored. Fails with `invalid-input` that names the field. */
export function checked(field: Field, value: CellValue): CellValue {
  const stored = toStored(field, value)
  return field.type === 'boolean' && typeof stored === 'number' ? stored !== 0 : stored
}

function listOf(field: Field, given: Exclude<GivenValue, null>): CellValue {
  if (typeof given === 'object' && !Array.isArray(given))
    throw new ToolRefusal('invalid_input', `${field.name} takes a list of choices`)
  const items = Array.isArray(given) ? given.map(String) : (listIn(String(given)) ?? String(given).split(','))
  const chosen = [
    ...new Set(
      items
        .map((item) => item.trim())
        .filter((item) => item !== '')
        .map((item) => choice(field, item)),
    ),
  ]
  return chosen.length === 0 ? null : JSON.stringify(chosen)
}

/** The choice in its own spelling. Refuses one that the field does not offer, when it has any. */
function choice(field: Field, given: string): string {
  const { options } = field.settings
  const found = optionCalled(field, given)
  if (found !== undefined || options.length === 0 || field.synced) return found ?? given
  const names = options.map(({ name }) => name)
  throw new ToolRefusal('unknown_choice', `${field.name} has no choice "${given}"`, names.slice(0, 20))
}

export function optionCalled({ settings }: Field, given: string): string | undefined {
  const names = settings.options.map(({ name }) => name)
  const lower = given.trim().toLowerCase()
  return names.find((name) => name === given) ?? names.find((name) => name.toLowerCase() === lower)
}
