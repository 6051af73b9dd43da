import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import Store from 'electron-store'
import type { Preferences } from '../../shared/domain/preferences'
import { areStoredSettings, DEFAULT_SETTINGS, type StoredSettings, type WindowState } from './stored-settings'

type PreferenceChange = { [K in keyof Preferences]?: Preferences[K] | undefined }

export type Settings = {
  preferences: () => Preferences
  setPreferences: (change: PreferenceChange) => void
  window: () => WindowState
  setWindow: (state: WindowState) => void
  /** Where an unreadable settings file was put aside at this start, else null. */
  setAside: string | null
}

/**
 * Preferences and the window's place, in `settings.json`. Never a secret. An unreadable file is kept beside and replaced by
 * defaults; `usual` are other defaults than the program's own.
 */
export function openSettings(dir: string, usual: PreferenceChange = {}): Settings {
  const file = join(dir, 'settings.json')
  // Before the store opens it: opening writes what is missing.
  const setAside = isUsable(file) ? null : putAside(file)
  const defaults = { ...DEFAULT_SETTINGS.preferences, ...given(usual) }
  const store = openStore(dir, { ...DEFAULT_SETTINGS, preferences: defaults })
  const preferences = (): Preferences => ({ ...defaults, ...store.get('preferences') })
  return {
    preferences,
    setPreferences: (change) => store.set('preferences', { ...preferences(), ...given(change) }),
    window: () => store.get('window'),
    setWindow: (state) => store.set('window', state),
    setAside,
  }
}

const given = (change: PreferenceChange): Partial<Preferences> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))

function isUsable(file: string): boolean {
  if (!existsSync(file)) return true
  try {
    return areStoredSettings({ ...DEFAULT_SETTINGS, ...JSON.parse(readFileSync(file, 'utf8')) })
  } catch {
    return false
  }
}

function openStore(dir: string, defaults: StoredSettings): Store<StoredSettings> {
  return new Store<StoredSettings>({
    name: 'settings',
    cwd: dir,
    defaults,
    projectVersion: '1.0.0',
    configFileMode: 0o600,
    clearInvalidConfig: false,
    accessPropertiesByDotNotation: false,
    serialize: (value) => `${JSON.stringify(value, null, 2)}\n`,
  } as ConstructorParameters<typeof Store<StoredSettings>>[0])
}

function putAside(file: string): string | null {
  if (!existsSync(file)) return null
  let copy = `${file}.damaged`
  for (let index = 2; existsSync(copy); index++) copy = `${file}.damaged-${index}`
  renameSync(file, copy)
  return copy
}
