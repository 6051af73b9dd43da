import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkExternalUrl } from '../../../electron/app/external-url'

type Case = { in: string; want: 'open' | 'deny' }
const corpus = join(import.meta.dirname, '..', '..', 'fixtures', 'hostile', 'urls-open-external.json')
const cases: Case[] = JSON.parse(readFileSync(corpus, 'utf8'))
const strict = { allowLoopbackHttp: false }

describe('a link for the browser', () => {
  it('comes with 59 verdicts, some of them to open', () => {
    expect(cases).toHaveLength(59)
    expect(cases.filter(({ want }) => want === 'open').length).toBeGreaterThan(1)
  })

  it.each(cases.map((one) => [one.in.slice(0, 60), one] as const))('gets its verdict: %j', (_, one) => {
    expect(checkExternalUrl(one.in, strict).ok).toBe(one.want === 'open')
  })

  it.each([
    'https://0x7f.1/',
    'https://2130706433/',
    'https://10.1.2.3/',
    'https://172.31.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fd00::1]/',
    'https://printer.localhost/',
    'https://localhost./',
  ])('does not lead to this computer or a private network: %s', (url) => {
    expect(checkExternalUrl(url, strict)).toEqual({
      ok: false,
      reason: 'The link leads to this computer or a private network',
    })
  })

  it.each([
    'https://172.32.0.1/',
    'https://[2606:4700::1111]/',
    "https://en.example/wiki/Rock_'n'_Roll_(album)",
    'https://example.com/new?body=one%0Atwo',
  ])('leads anywhere public: %s', (url) => {
    expect(checkExternalUrl(url, strict).ok).toBe(true)
  })

  it('shows a host that imitates another in ASCII', () => {
    const link = checkExternalUrl('https://раypal.example/', strict)
    expect(link).toMatchObject({ ok: true, host: 'xn--ypal-43d9g.example' })
  })

  it('may be plain http for this machine only, and only where that is allowed', () => {
    expect(checkExternalUrl('http://127.0.0.1:4000/authorize', { allowLoopbackHttp: true }).ok).toBe(true)
    expect(checkExternalUrl('http://127.0.0.1:4000/authorize', strict).ok).toBe(false)
    expect(checkExternalUrl('http://example.com/', { allowLoopbackHttp: true }).ok).toBe(false)
  })
})
