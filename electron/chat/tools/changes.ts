import type { RecordChange } from '../../../shared/domain/chat'
import type { CellValue, Field, RecordRow, Table } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'
import type { FieldValues } from '../ports'
import { type ToolContext, ToolRefusal } from './define'
import { hasConditions, toQuestion } from './question'
import { labelsOf, referenceLabels, shown, slices } from './records'
import { findTable } from './tables'

/** How many records of a change are shown; a larger one is asked about every time. */
export const MOST_SHOWN = 10
/** Per call. */
const MOST_CHANGED = 10_000
/** Ids that are told to the model. */
const MOST_TOLD = 100

type Target = { ids?: number[] | undefined } & Parameters<typeof toQuestion>[2]

/** The ids that a write is about: those that are named, or those that the conditions hold for now. */
export async function targetIds(context: ToolContext, table: Table, target: Target): Promise<number[]> {
  if (target.ids !== undefined && hasConditions(target))
    throw new ToolRefusal('invalid_input', 'Give either ids or conditions')
  if (target.ids !== undefined) return [...new Set(target.ids)]
  if (!hasConditions(target))
    throw new ToolRefusal('invalid_input', 'Say which records: ids, filters, where or search. {"all": []} means all')
  // Which records a condition holds for is something read.
  await findTable(context, table.id, 'read')
  const ids = await context.tables.ids(await toQuestion(context, table, target), MOST_CHANGED + 1)
  if (ids.length > MOST_CHANGED)
    throw new ToolRefusal('too_many_records', `More than ${MOST_CHANGED.toLocaleString('en')} records match; say fewer`)
  return ids
}

/** The records as they are now, in the order of their ids. Fails with `not-found` when one of them is gone. */
export async function currentRows({ tables }: ToolContext, table: Table, ids: readonly number[]): Promise<RecordRow[]> {
  const found = new Map<number, RecordRow>()
  for (const some of slices(ids)) for (const row of await tables.recordsOf(table.id, some)) found.set(row.id, row)
  return ids.map((id) => {
    const row = found.get(id)
    if (!row) throw new AppFailure({ code: 'not-found', what: 'record', id: String(id) })
    return row
  })
}

/** Records of a synced table come and go at its source. */
export function refuseSynced({ kind, name, dataConnectionName }: Table, verb: string): void {
  if (kind === 'synced')
    throw new ToolRefusal(
      'refused',
      `Records of ${name} come from ${dataConnectionName ?? 'its source'}; ${verb} them there`,
    )
}

type Change = { id: number | null; before: FieldValues | null; after: FieldValues | null }

/** The first changes, in words for the card. */
export async function sampleOf(
  context: ToolContext,
  table: Table,
  changes: readonly Change[],
): Promise<RecordChange[]> {
  const some = changes.slice(0, MOST_SHOWN)
  const names = await labelsOf(
    context,
    table.id,
    some.flatMap(({ id }) => (id === null ? [] : [id])),
  )
  const words = await wording(context, table, some)
  return some.map(({ id, before, after }, index) => ({
    label: id === null ? `New record ${index + 1}` : (names.get(id) ?? `Record ${id}`),
    before: before && words(before),
    after: after && words(after),
  }))
}

async function wording(context: ToolContext, { fields }: Table, changes: readonly Change[]) {
  const values = changes.flatMap(({ before, after }) => [before, after].filter((one) => one !== null))
  const labels = await referenceLabels(
    context,
    fields,
    values.map((one) => fields.map(({ id }) => one[id] ?? null)),
  )
  const word = (field: Field, value: CellValue) => shown(field, value, labels)
  return (one: FieldValues): NonNullable<RecordChange['before']> =>
    Object.fromEntries(
      fields.flatMap((field) => (field.id in one ? [[field.name, word(field, one[field.id] ?? null)]] : [])),
    )
}

/** The ids for the answer to the model, as far as they fit. */
export const toldIds = (ids: readonly number[]) =>
  ids.length <= MOST_TOLD ? { ids: [...ids] } : { ids: ids.slice(0, MOST_TOLD), ids_left_out: ids.length - MOST_TOLD }
