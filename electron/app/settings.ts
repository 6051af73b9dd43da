import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import Store, { type Schema } from 'electron-store'
import { DEFAULT_PREFERENCES, type Preferences } from '../../shared/domain/preferences'

export type WindowState = { width: number; height: number; x?: number; y?: number; maximized: boolean }
type PreferenceChange = { [K in keyof Preferences]?: Preferences[K] | undefined }
type Stored = { preferences: Preferences; window: WindowState }

const DEFAULTS: Stored = {
  preferences: DEFAULT_PREFERENCES,
  window: { width: 1280, height: 820, maximized: false },
}

/** electron-store checks with JSON schema; a second copy of `Preferences`, kept equal to it by a test. */
const SCHEMA: Schema<Stored> = {
  preferences: {
    type: 'object',
    additionalProperties: false,
    required: ['theme', 'density', 'welcomeDone', 'sidebarCollapsed'],
    properties: {
      theme: { enum: ['light', 'dark', 'system'] },
      density: { enum: ['comfortable', 'dense'] },
      welcomeDone: { type: 'boolean' },
      sidebarCollapsed: { type: 'boolean' },
    },
  },
  window: {
    type: 'object',
    additionalProperties: false,
    required: ['width', 'height', 'maximized'],
    properties: {
      width: { type: 'integer', minimum: 1, maximum: 100_000 },
      height: { type: 'integer', minimum: 1, maximum: 100_000 },
      x: { type: 'integer', minimum: -100_000, maximum: 100_000 },
      y: { type: 'integer', minimum: -100_000, maximum: 100_000 },
      maximized: { type: 'boolean' },
    },
  },
}

export type Settings = {
  preferences: () => Preferences
  setPreferences: (change: PreferenceChange) => void
  window: () => WindowState
  setWindow: (state: WindowState) => void
  /** Where an unreadable settings file was put aside at this start, else null. */
  setAside: string | null
}

/** Preferences and the window's place, in `settings.json`. Never a secret. An unreadable file is kept beside and replaced by defaults. */
export function openSettings(dir: string): Settings {
  const file = join(dir, 'settings.json')
  let setAside: string | null = null
  let store: Store<Stored>
  try {
    store = openStore(dir)
  } catch {
    setAside = putAside(file)
    store = openStore(dir)
  }
  return {
    preferences: () => store.get('preferences'),
    setPreferences: (change) => {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      store.set('preferences', { ...store.get('preferences'), ...given })
    },
    window: () => store.get('window'),
    setWindow: (state) => store.set('window', state),
    setAside,
  }
}

function openStore(dir: string): Store<Stored> {
  return new Store<Stored>({
    name: 'settings',
    cwd: dir,
    defaults: DEFAULTS,
    schema: SCHEMA,
    projectVersion: '1.0.0',
    configFileMode: 0o600,
    clearInvalidConfig: false,
    accessPropertiesByDotNotation: false,
    serialize: (value) => `${JSON.stringify(value, null, 2)}\n`,
  } as ConstructorParameters<typeof Store<Stored>>[0])
}

function putAside(file: string): string | null {
  if (!existsSync(file)) return null
  let copy = `${file}.damaged`
  for (let index = 2; existsSync(copy); index++) copy = `${file}.damaged-${index}`
  renameSync(file, copy)
  return copy
}
