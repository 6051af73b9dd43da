import type { JsonValue } from '../../../shared/domain/common'

/** What is found inside of objects by these names; undefined where one is missing. */
export const inside = (value: JsonValue | undefined, ...names: readonly string[]): JsonValue | undefined =>
  names.reduce<JsonValue | undefined>((outer, name) => (isObject(outer) ? outer[name] : undefined), value)

/** A list as it is; empty for anything else. */
export const listOf = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : [])

const isObject = (value: JsonValue | undefined): value is { [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
