import { describe, expect, it } from 'vitest'
import { areStoredSettings, DEFAULT_SETTINGS } from '../../../electron/app/stored-settings'
import { Preferences } from '../../../shared/domain/preferences'

const withPreference = (key: string, value: unknown) => ({
  ...DEFAULT_SETTINGS,
  preferences: { ...DEFAULT_SETTINGS.preferences, [key]: value },
})
const withWindow = (key: string, value: unknown) => ({
  ...DEFAULT_SETTINGS,
  window: { ...DEFAULT_SETTINGS.window, [key]: value },
})

describe('stored settings', () => {
  it('are read when they are as this version writes them', () => {
    expect(areStoredSettings(DEFAULT_SETTINGS)).toBe(true)
    expect(areStoredSettings(withWindow('x', -40))).toBe(true)
  })

  it('agree with what the interface may set, key by key', () => {
    const candidates: unknown[] = ['light', 'dark', 'system', 'comfortable', 'dense', true, false, 'other', 1, null, {}]
    for (const key of [...Object.keys(Preferences.shape), 'unknown'])
      for (const value of candidates) {
        const given = withPreference(key, value)
        expect([key, value, areStoredSettings(given)]).toEqual([
          key,
          value,
          Preferences.strict().safeParse(given.preferences).success,
        ])
      }
  })

  it.each([0, -1, 1.5, 100_001, '800', null, Number.NaN])('do not have a window %s wide', (width) => {
    expect(areStoredSettings(withWindow('width', width))).toBe(false)
  })

  it.each([{}, { preferences: null, window: [] }, { ...DEFAULT_SETTINGS, window: { width: 800 } }])(
    'are not %j',
    (value) => expect(areStoredSettings(value)).toBe(false),
  )
})
