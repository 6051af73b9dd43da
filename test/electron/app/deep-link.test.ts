import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deepLinkIn, parseDeepLink } from '../../../electron/app/deep-link'

type Case = { in: string; want: string }
const corpus = join(import.meta.dirname, '..', '..', 'fixtures', 'hostile', 'deep-links.json')
const cases: Case[] = JSON.parse(readFileSync(corpus, 'utf8'))
const good = 'patchbay://oauth/callback?code=abc&state=STATE'

describe('a deep link', () => {
  it('comes with 41 verdicts', () => expect(cases).toHaveLength(41))

  it.each(cases.map((one) => [one.in.slice(0, 60), one] as const))('gets its verdict: %j', (_, one) => {
    expect(parseDeepLink(one.in) !== null).toBe(one.want === 'accept-if-state-pending')
  })

  it('gives code, state and issuer, and nothing else', () => {
    const link = `${good}&iss=https%3A%2F%2Fissuer.example&scope=a+b&session_state=x`
    expect(parseDeepLink(link)).toEqual({ kind: 'code', code: 'abc', state: 'STATE', iss: 'https://issuer.example' })
  })

  it('gives a refusal of the person or the server', () => {
    const link = 'patchbay://oauth/callback?error=access_denied&error_description=No+thanks&state=S'
    expect(parseDeepLink(link)).toEqual({ kind: 'refused', error: 'access_denied', state: 'S', iss: null })
  })

  it.each([`${good}&error=x`, `${good}&redirect=1`, `${good}&iss=`, `${good}&code`, `${good}#x`])(
    'is ignored when it is not exactly a callback: %s',
    (link) => expect(parseDeepLink(link)).toBeNull(),
  )
})

describe('the arguments of a start', () => {
  it('hold a deep link at any place among the switches of Chromium', () => {
    expect(deepLinkIn(['electron', '--no-sandbox', '--allow-file-access-from-files', good, '--x'])).toBe(good)
  })

  it('hold none when there are two, or when it is the value of a switch', () => {
    expect(deepLinkIn(['electron', good, good])).toBeNull()
    expect(deepLinkIn(['electron', `--open=${good}`])).toBeNull()
    expect(deepLinkIn(['electron'])).toBeNull()
  })
})
