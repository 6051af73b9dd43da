import { guard } from './guard'

/** Also where quotes are not needed by RFC 4180 but by readers that trim, or that take U+FEFF for a byte order mark. */
const QUOTED = /[",;\t|\r\n\ufeff]|^\s|\s$/

/** A text as a CSV value; two quotes for an empty one. */
export function csvText(text: string, isGuarded: boolean): string {
  const given = isGuarded ? guard(text) : text
  return given === '' || QUOTED.test(given) ? `"${given.replaceAll('"', '""')}"` : given
}
