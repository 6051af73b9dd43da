import { describe, expect, it } from 'vitest'
import { shownValue, visibleFields } from '../../../renderer/settings/connectors/form-values'
import type { ConfigField } from '../../../shared/domain/common'

const FIELDS: ConfigField[] = [
  { key: 'grant', label: 'Signs in', kind: 'select', required: true, initial: 'browser' },
  {
    key: 'redirect',
    label: 'Comes back by',
    kind: 'select',
    required: true,
    initial: 'loopback',
    when: { key: 'grant', oneOf: ['browser'] },
  },
  { key: 'port', label: 'Port', kind: 'number', required: false, when: { key: 'redirect', oneOf: ['loopback'] } },
  { key: 'secret', label: 'Secret', kind: 'secret', required: true },
]
const [GRANT] = FIELDS
const keys = (typed: Record<string, string>, stored: Record<string, string> = {}) =>
  visibleFields(FIELDS, typed, stored).map(({ key }) => key)

describe('visibleFields', () => {
  it('shows a field while the one it depends on starts with its value', () => {
    expect(keys({})).toEqual(['grant', 'redirect', 'port', 'secret'])
  })

  it('hides a field when what it depends on is hidden itself', () => {
    expect(keys({ grant: 'device' })).toEqual(['grant', 'secret'])
    expect(keys({ grant: 'device', redirect: 'loopback' })).toEqual(['grant', 'secret'])
  })

  it('follows what is typed before what is stored', () => {
    expect(keys({ grant: 'browser' }, { grant: 'device' })).toContain('port')
    expect(keys({}, { redirect: 'fixed' })).toEqual(['grant', 'redirect', 'secret'])
  })
})

describe('shownValue', () => {
  it('leaves a field that was emptied by hand empty, whatever is stored', () => {
    if (!GRANT) throw new Error('no field')
    expect(shownValue(GRANT, { grant: '' }, { grant: 'device' })).toBe('')
    expect(shownValue(GRANT, {}, { grant: 'device' })).toBe('device')
    expect(shownValue(GRANT, {}, { grant: '' })).toBe('browser')
  })
})
