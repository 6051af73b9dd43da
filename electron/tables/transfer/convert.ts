import { AppFailure } from '../../../shared/errors'
import type { StoredField } from '../columns'
import { type Stored, toStored } from '../values'
import { type Cell, unguardCell } from './cells'
import type { ImportPlan } from './import-plan'
import { quickValue } from './quick-values'

const MOST_CHOICES = 500
const LONGEST_CHOICE = 120
const COLORS = 8
const MOST_REMEMBERED = 1000

/** What is stored for the cells of a row, in the order of the plan's fields, or why the row does not fit. */
type Convert = (cells: Cell[]) => Stored[] | { reason: string }

export function createConverter(plan: ImportPlan, { unguard }: { unguard: boolean }): Convert {
  const steps = plan.byColumn.flatMap((field, index) =>
    field ? [{ index, convert: fieldConverter(plan, field) }] : [],
  )
  return (cells) => {
    const values: Stored[] = []
    try {
      for (const { index, convert } of steps) {
        const cell = cells[index] ?? null
        values.push(convert(unguard ? unguardCell(cell) : cell))
      }
    } catch (error) {
      return { reason: reasonOf(error) }
    }
    return plan.defaults.length > 0 ? values.concat(plan.defaults) : values
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AppFailure && error.error.code === 'invalid-input') return error.error.message
  throw error
}

function fieldConverter(plan: ImportPlan, field: StoredField): (cell: Cell) => Stored {
  const { required, defaultValue } = field.settings
  const usual = required && defaultValue !== null ? toStored(field, defaultValue) : null
  const choices = plan.table === null && hasChoices(field) ? createChoices(field) : null
  const convert = remembering(field, (cell) => printedNumber(field, cell) ?? convertCell(field, cell, choices))
  const quick = plan.isCsv ? quickValue(field) : () => undefined
  return (cell) => {
    if (cell === null) return required ? (usual ?? missing(field)) : null
    const stored = (typeof cell === 'string' ? quick(cell) : undefined) ?? convert(cell)
    if (required && (stored === null || stored === '')) return usual ?? missing(field)
    return stored
  }
}

/** A field with choices has few different values. */
function remembering(field: StoredField, convert: (cell: Cell) => Stored): (cell: Cell) => Stored {
  if (!hasChoices(field)) return convert
  const known = new Map<Cell, Stored>()
  return (cell) => {
    const found = known.get(cell)
    if (found !== undefined) return found
    const stored = convert(cell)
    if (known.size < MOST_REMEMBERED) known.set(cell, stored)
    return stored
  }
}

const hasChoices = ({ type }: StoredField) => type === 'select' || type === 'multi-select'

/** What a number prints as is that number again, and sources have some that nobody types. */
function printedNumber({ type }: StoredField, cell: Cell): string | number | null {
  if (type !== 'number' || typeof cell !== 'string') return null
  if (/^(-?Infinity|NaN)$/.test(cell)) return cell
  const number = Number(cell)
  return String(number) === cell ? number : null
}

function convertCell(field: StoredField, cell: Cell, choices: ((text: string) => void) | null): Stored {
  const value = typeof cell === 'object' && cell !== null ? cell.json : cell
  if (choices && value !== null) for (const text of wordsOf(field, String(value))) choices(text)
  return toStored(field, value)
}

/** What a select or multi-select would make of a text without choices of its own. */
function wordsOf(field: StoredField, text: string): string[] {
  if (field.type === 'select') return text.trim() === '' ? [] : [text.trim()]
  const stored = toStored({ id: field.id, name: field.name, type: field.type }, text)
  return stored === null ? [] : (JSON.parse(String(stored)) as string[])
}

/** A new table gets the choices that its file has, also beyond the part that was looked at. */
function createChoices({ id, name, settings }: StoredField): (text: string) => void {
  const known = new Set(settings.options.map((option) => option.name.toLowerCase()))
  return (text) => {
    if (known.has(text.toLowerCase())) return
    if (text.length > LONGEST_CHOICE) fail(id, `${name} has choices of at most ${LONGEST_CHOICE} characters`)
    if (known.size >= MOST_CHOICES) fail(id, `${name} has at most ${MOST_CHOICES} different choices`)
    known.add(text.toLowerCase())
    settings.options.push({ name: text, color: settings.options.length % COLORS })
  }
}

const missing = ({ id, name }: StoredField): never => fail(id, `${name} needs a value`)

function fail(field: string, message: string): never {
  throw new AppFailure({ code: 'invalid-input', message, field })
}
