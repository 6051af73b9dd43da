import type { JsonValue } from '../../shared/domain/common'

const DEEPEST = 200
/** Without one of these there is no number that a double does not hold; most texts have none, and a look is all they cost. */
const LONG_NUMBER = /\d{16}|\d[eE][+-]?\d{3}/
const TOKEN = /["[\]{}]|-?\d[\d.eE+-]*/g

/**
 * Parses JSON without losing digits: an integer beyond 2^53 and a number too large for a double become texts, since
 * they are ids more often than quantities. Throws SyntaxError for anything that is not JSON, or nested too deeply.
 */
export function parseJson(text: string): JsonValue {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const parsed: JsonValue = JSON.parse(source)
  if (!LONG_NUMBER.test(source) && !isDeeper(parsed, DEEPEST)) return parsed
  const rewritten = quoteUnsafeNumbers(source)
  return rewritten === null ? parsed : JSON.parse(rewritten)
}

const isDeeper = (value: JsonValue, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1)))

/** Null when there is nothing to quote. The source is known to be valid JSON, so a digit outside a text starts a number. */
function quoteUnsafeNumbers(source: string): string | null {
  const pieces: string[] = []
  let copied = 0
  let depth = 0
  const tokens = new RegExp(TOKEN)
  for (let found = tokens.exec(source); found; found = tokens.exec(source)) {
    const [token] = found
    if (token === '"') tokens.lastIndex = endOfText(source, found.index) + 1
    else if (token === '[' || token === '{') depth++
    else if (token === ']' || token === '}') depth--
    else if (isUnsafe(token)) {
      pieces.push(source.slice(copied, found.index), `"${token}"`)
      copied = tokens.lastIndex
    }
    if (depth > DEEPEST) throw new SyntaxError('Nested too deeply')
  }
  return pieces.length === 0 ? null : pieces.join('') + source.slice(copied)
}

function endOfText(source: string, start: number): number {
  let at = start + 1
  while (source.charCodeAt(at) !== 0x22) at += source.charCodeAt(at) === 0x5c ? 2 : 1
  return at
}

function isUnsafe(token: string): boolean {
  const value = Number(token)
  if (!Number.isFinite(value)) return true
  return !/[.eE]/.test(token) && !Number.isSafeInteger(value)
}
