import type { ConfigField, ConfigValues } from '../../../shared/domain/common'

/** What the form shows for a field: typed here, else stored, else what the field starts with. */
export const shownValue = (field: ConfigField, typed: ConfigValues, stored: ConfigValues): string =>
  typed[field.key] ?? (stored[field.key] || field.initial || '')

/**
 * The fields that are asked for with these values, as main reads them: a field follows the one it depends on, and one
 * that is hidden has no value.
 */
export function visibleFields(fields: ConfigField[], typed: ConfigValues, stored: ConfigValues): ConfigField[] {
  const values = new Map<string, string>()
  const shown: ConfigField[] = []
  for (const field of fields) {
    if (field.when && !field.when.oneOf.includes(values.get(field.when.key) ?? '')) continue
    shown.push(field)
    values.set(field.key, shownValue(field, typed, stored).trim() || (field.initial ?? ''))
  }
  return shown
}
