import { AppFailure } from '../../shared/errors'

/** RFC 9110 section 5.5: what a field value may hold. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
const LINE_BREAK_OR_NUL = /[\r\n\0]/

/**
 * Trims a key that will be sent in a header. Refuses what cannot be sent while it is being saved, because Node's own
 * message at sending time contains the value. `label` starts the sentence, for example "API key".
 */
export function validateHeaderSafe(value: string, field: string, label = field): string {
  const trimmed = value.trim()
  const refuse = (why: string): never => {
    throw new AppFailure({ code: 'invalid-input', field, message: `${label} ${why}` })
  }
  if (LINE_BREAK_OR_NUL.test(trimmed)) refuse('contains a line break or a NUL character')
  if (!HEADER_VALUE.test(trimmed)) refuse('contains characters that cannot be sent in a header')
  return trimmed
}
