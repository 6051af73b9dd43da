import type { CustomTypesConfig } from 'pg'
import { exactNumber } from '../../tables/values'

type Value = string | number
export type Parser = (text: string) => Value

/** `pg_type.oid` of the types that do not arrive as they are stored. */
const FLOAT4 = 700
const FLOAT8 = 701
const NUMERIC = 1700
const TIMESTAMP = 1114
const TIMESTAMPTZ = 1184

const asIs: Parser = (text) => text

/** `NaN` and the infinities are no JSON numbers, so they stay text. */
function parseFloating(text: string): Value {
  const number = Number(text)
  return Number.isFinite(number) ? number : text
}

/** `2005-05-24 22:53:30.5+00`, in a session whose time zone is UTC. Years before Christ and infinity stay text. */
function parseTimestamp(text: string): string {
  const space = text.indexOf(' ')
  if (space < 0 || text.endsWith('BC')) return text
  const iso = `${text.slice(0, space)}T${text.slice(space + 1)}`
  return iso.endsWith('+00') ? `${iso.slice(0, -3)}Z` : iso
}

const PARSERS = new Map<number, Parser>([
  [FLOAT4, parseFloating],
  [FLOAT8, parseFloating],
  [NUMERIC, exactNumber],
  [TIMESTAMP, parseTimestamp],
  [TIMESTAMPTZ, parseTimestamp],
])

export const parserOf = (type: number): Parser => PARSERS.get(type) ?? asIs

/** How a value's bytes become those of a page: as they are, or with what its parser does to them. */
export type Form = 'text' | 'number' | 'moment' | 'other'

const FORMS = new Map<Parser, Form>([
  [asIs, 'text'],
  [parseFloating, 'number'],
  [exactNumber, 'number'],
  [parseTimestamp, 'moment'],
])

export const formOf = (type: number): Form => FORMS.get(parserOf(type)) ?? 'other'

/** Everything as the text the server sent: the driver's own parsers lose microseconds and digits. */
export const rawTypes: CustomTypesConfig = {
  getTypeParser: parserOf,
}
