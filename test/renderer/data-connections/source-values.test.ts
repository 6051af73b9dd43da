import { describe, expect, it } from 'vitest'
import { isFilledIn, shownFields, splitValues, startValues } from '../../../renderer/data-connections/source-values'
import { configField, source } from './builders'

const keys = (fields: { key: string }[]) => fields.map(({ key }) => key)

describe('the form of a source', () => {
  it('opens with the first way to connect and asks for its fields before those of every way', () => {
    const postgres = source()
    const values = startValues(postgres)
    expect(values.auth).toBe('fields')
    expect(keys(shownFields(postgres, values))).toEqual(['host', 'password', 'tls'])
    expect(keys(shownFields(postgres, { ...values, auth: 'url' }))).toEqual(['url', 'tls'])
  })

  it('opens with the way and the values that are stored', () => {
    expect(startValues(source(), { auth: 'url', url: 'postgres://a@b/c' })).toEqual({
      auth: 'url',
      typed: { auth: 'url', url: 'postgres://a@b/c' },
    })
  })

  it('sends secrets apart from the rest, and nothing of a way that is not chosen', () => {
    const typed = { host: ' db ', password: ' s3 cret ', url: 'postgres://left-behind@x/y' }
    expect(splitValues(source(), { auth: 'fields', typed })).toEqual({
      config: { auth: 'fields', host: 'db', tls: 'prefer' },
      secrets: { password: ' s3 cret ' },
    })
  })

  it('hides a field with the one it depends on', () => {
    const nested = source({
      auth: [],
      fields: [
        configField('kind', { initial: 'a' }),
        configField('more', { when: { key: 'kind', oneOf: ['b'] }, initial: 'x' }),
        configField('most', { when: { key: 'more', oneOf: ['x'] } }),
      ],
    })
    expect(keys(shownFields(nested, startValues(nested)))).toEqual(['kind'])
    expect(keys(shownFields(nested, { auth: '', typed: { kind: 'b' } }))).toEqual(['kind', 'more', 'most'])
  })

  it('is filled in when every required field is; a stored secret need not be typed again', () => {
    const keyed = source({
      fields: [],
      auth: [
        {
          id: 'key',
          label: 'Key',
          signsIn: false,
          redirectUri: null,
          fields: [configField('key', { kind: 'secret' })],
        },
      ],
    })
    expect(isFilledIn(keyed, startValues(keyed), false)).toBe(false)
    expect(isFilledIn(keyed, startValues(keyed), true)).toBe(true)
    expect(isFilledIn(keyed, { auth: 'key', typed: { key: 'k' } }, false)).toBe(true)
    expect(isFilledIn(source(), startValues(source()), false)).toBe(false)
  })
})
