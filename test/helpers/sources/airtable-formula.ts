type Value = string | number | boolean | null
type Times = { created: number; modified: number | null }
type Expression = (record: Times) => Value

/** What a formula answers for a record that it fails for. */
class FormulaFailure extends Error {}

const TOKEN = /\s*(?:'([^']*)'|([A-Z_]+)|([(),]))/y

const moment = (value: Value): number => {
  const ms = typeof value === 'number' ? value : Date.parse(String(value))
  if (value === null || Number.isNaN(ms)) throw new FormulaFailure('no date')
  return ms
}

/** Dates are in milliseconds; those of records count whole seconds. All arguments are worked out, besides those of `IF`. */
const FUNCTIONS: Record<string, (args: Expression[], record: Times) => Value> = {
  AND: (args, record) => args.map((arg) => arg(record)).every(Boolean),
  NOT: ([arg], record) => !arg?.(record),
  IF: ([test, yes, no], record) => (test?.(record) ? (yes?.(record) ?? null) : (no?.(record) ?? null)),
  IS_BEFORE: ([one, other], record) => moment(one?.(record) ?? null) < moment(other?.(record) ?? null),
  IS_AFTER: ([one, other], record) => moment(one?.(record) ?? null) > moment(other?.(record) ?? null),
  LAST_MODIFIED_TIME: (_, { modified }) => (modified === null ? null : Math.floor(modified / 1000) * 1000),
  CREATED_TIME: (_, { created }) => Math.floor(created / 1000) * 1000,
}

/** The part of Airtable's formulas that is used to ask for a time. Null for one that is not understood. */
export function parseFormula(text: string): ((record: Times) => boolean) | null {
  let at = 0
  const next = (): { literal?: string | undefined; name?: string | undefined; mark?: string | undefined } => {
    TOKEN.lastIndex = at
    const [whole, literal, name, mark] = TOKEN.exec(text) ?? []
    if (whole === undefined) throw new SyntaxError('unexpected')
    at += whole.length
    return { literal, name, mark }
  }
  const expression = (): Expression => {
    const { literal, name } = next()
    if (literal !== undefined) return () => literal
    const work = FUNCTIONS[name ?? '']
    if (!work || next().mark !== '(') throw new SyntaxError('unknown function')
    const args: Expression[] = []
    if (text[at] === ')') at += 1
    else
      for (let mark: string | undefined = ','; mark === ','; ) {
        args.push(expression())
        mark = next().mark
      }
    return (record) => work(args, record)
  }
  try {
    const parsed = expression()
    return at === text.length ? (record) => passes(parsed, record) : null
  } catch {
    return null
  }
}

function passes(parsed: Expression, record: Times): boolean {
  try {
    return Boolean(parsed(record))
  } catch (error) {
    if (error instanceof FormulaFailure) return false
    throw error
  }
}
