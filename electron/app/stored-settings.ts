import { DEFAULT_PREFERENCES } from '../../shared/domain/default-preferences'
import type { Preferences } from '../../shared/domain/preferences'

export type WindowState = { width: number; height: number; x?: number; y?: number; maximized: boolean }
export type StoredSettings = { preferences: Preferences; window: WindowState }

export const DEFAULT_SETTINGS: StoredSettings = {
  preferences: DEFAULT_PREFERENCES,
  window: { width: 1280, height: 820, maximized: false },
}

type Check = (value: unknown) => boolean
type Checks<T> = { [K in keyof T]-?: Check }

const oneOf =
  (...allowed: string[]): Check =>
  (value) =>
    allowed.includes(String(value))
const isBoolean: Check = (value) => typeof value === 'boolean'
const between =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)

const PREFERENCES: Checks<Preferences> = {
  theme: oneOf('light', 'dark', 'system'),
  density: oneOf('comfortable', 'dense'),
  welcomeDone: isBoolean,
  sidebarCollapsed: isBoolean,
  keepSyncing: optional(isBoolean),
  keepSyncingTold: optional(isBoolean),
  startAtLogin: optional(isBoolean),
  notifications: optional(isBoolean),
}
const SIDE = between(1, 100_000)
const PLACE = optional(between(-100_000, 100_000))
const WINDOW: Checks<WindowState> = { width: SIDE, height: SIDE, x: PLACE, y: PLACE, maximized: isBoolean }

/**
 * True for settings as this version writes them. By hand, because a JSON schema is compiled at each start, before the
 * window; a test keeps it equal to `Preferences`. What came later may be missing: it is as by default then.
 */
export const areStoredSettings = (value: Record<string, unknown>): boolean =>
  fits(value.preferences, PREFERENCES) && fits(value.window, WINDOW)

function fits(value: unknown, checks: Record<string, Check>): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const given: Record<string, unknown> = { ...value }
  return (
    Object.keys(given).every((key) => key in checks) &&
    Object.entries(checks).every(([key, check]) => check(given[key]))
  )
}
