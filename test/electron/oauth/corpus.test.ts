import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { parseCallbackQuery } from '../../../electron/net/callback-query'
import type { TokenServerAnswer } from '../../helpers/token-server'
import { errorOf, openOAuth, refreshesOf, signIn, stateOf, type World } from './open-oauth'

type TokenResponse = { status: number; body?: string; ctype?: string; location?: string }
type Case = {
  in: {
    q?: string
    times?: number
    parallel?: boolean
    after_s?: number
    asMetadata?: object
    tokenResponse?: TokenResponse
    authorizeUrl?: string
    refresh?: { parallel?: number; rotates?: boolean }
    clock?: { skew_s: number }
  }
  want: string
  why: string
}

const file = join(import.meta.dirname, '..', '..', 'fixtures', 'oauth', 'oauth-callbacks.json')
const cases: Case[] = JSON.parse(readFileSync(file, 'utf8'))
const label = ({ in: input, want, why }: Case): [string, Case] => [`${why}: ${want}`, { in: input, want, why }]
const callbacks = cases.filter((one) => one.in.q !== undefined && !one.in.tokenResponse).map(label)
const tokenAnswers = cases.filter((one) => one.in.tokenResponse && one.in.q === undefined).map(label)
const authorizeUrls = cases.filter((one) => one.in.authorizeUrl).map(label)
const rest = cases.filter((one) => one.in.refresh || one.in.clock || (one.in.q && one.in.tokenResponse))

let world: World
beforeEach(async () => {
  world = await openOAuth()
})

const toAnswer = ({ status, body = '', ctype, location }: TokenResponse): TokenServerAnswer => ({
  status,
  body,
  headers: { ...(ctype ? { 'Content-Type': ctype } : {}), ...(location ? { Location: location } : {}) },
})

it('the corpus has 28 cases, and each is run below', () => {
  expect(cases).toHaveLength(28)
  expect([callbacks, tokenAnswers, authorizeUrls, rest].map((part) => part.length)).toEqual([10, 11, 3, 4])
})

describe('a callback of the corpus', () => {
  it.each(callbacks)('%s', async (_, { in: input, want }) => {
    const issuer = world.server.url
    world.clients.Acme = { issuer, requiresIss: input.asMetadata !== undefined }
    await world.oauth.signIn('Other')
    const other = stateOf(world)
    await world.oauth.signIn('Acme')
    const query = (input.q ?? '')
      .replace('S_OF_OTHER_CONNECTOR', other)
      .replace(/state=S(?![\w-])/, `state=${stateOf(world)}`)
    world.clock.aheadMs += (input.after_s ?? 0) * 1000
    // As a browser hands it over: it encodes what may not be in an address.
    const callback = parseCallbackQuery(new URL(`https://x/?${query}`).search.slice(1), 'ignore')
    const follow = () => (callback ? errorOf(world.oauth.complete(callback)) : Promise.resolve(null))
    const times = input.times ?? 1
    const results = input.parallel ? await Promise.all(Array.from({ length: times }, follow)) : []
    if (!input.parallel) for (let time = 0; time < times; time++) results.push(await follow())

    const grants = [await world.oauth.grant('Acme'), await world.oauth.grant('Other')].map((grant) => grant !== null)
    const exchanges = world.server.requests.map(({ parameters }) => parameters.grant_type)
    const stillWaits = (await world.oauth.pending('Acme')) !== null
    const outcomes: Record<string, () => void> = {
      'exchange-once': () => {
        expect([grants, exchanges]).toEqual([[true, false], ['authorization_code']])
        const verifier = world.server.requests[0]?.parameters.code_verifier ?? ''
        const challenge = createHash('sha256').update(verifier).digest('base64url')
        expect(world.pages.at(-1)?.searchParams.get('code_challenge')).toBe(challenge)
      },
      'second-ignored': () => {
        expect(results).toEqual([null, expect.objectContaining({ reason: 'ignored' })])
        expect(exchanges).toHaveLength(1)
      },
      'exactly-one-exchange': () => {
        expect(exchanges).toHaveLength(1)
        expect(results.filter((result) => result === null)).toHaveLength(1)
        expect(
          results.filter((result) => result?.code === 'sign-in-failed' && result.reason === 'ignored'),
        ).toHaveLength(49)
      },
      ignore: () => {
        expect([grants, exchanges, stillWaits]).toEqual([[false, false], [], true])
        expect(callback === null || (results[0]?.code === 'sign-in-failed' && results[0].reason === 'ignored')).toBe(
          true,
        )
      },
      'show-text-not-html': () => {
        expect(results[0]).toMatchObject({ code: 'sign-in-failed', reason: 'denied' })
        expect(JSON.stringify(results)).not.toMatch(/img|onerror|</)
      },
      reject: () => {
        expect(results[0]).toMatchObject({ code: 'sign-in-failed' })
        expect(results[0]).not.toMatchObject({ reason: 'ignored' })
        expect([grants, exchanges, stillWaits]).toEqual([[false, false], [], false])
      },
      'goes-to-other-connector-only': () => {
        expect([grants, exchanges, stillWaits]).toEqual([[false, true], ['authorization_code'], true])
      },
    }
    expect(Object.keys(outcomes)).toContain(want)
    outcomes[want]?.()
  })
})

describe('a token answer of the corpus, to a renewal', () => {
  it.each(tokenAnswers)('%s', async (_, { in: input, want }) => {
    await signIn(world)
    // In the last two minutes of its hour: to be renewed, and still good.
    world.clock.aheadMs = 3500_000
    world.server.answers.push(toAnswer(input.tokenResponse ?? { status: 500 }))
    const renewed = await world.oauth.accessToken('Acme').catch((error: unknown) => error)
    const failed = (fields: object) => expect(renewed).toMatchObject({ error: expect.objectContaining(fields) })
    const grant = await world.oauth.grant('Acme')
    const outcomes: Record<string, () => unknown> = {
      'needs-reauth': async () => {
        failed({ code: 'needs-reauth', what: 'Acme' })
        expect(grant?.reauthReason).toMatch(/Sign in again/)
        expect(await errorOf(world.oauth.accessToken('Acme'))).toMatchObject({ code: 'needs-reauth' })
        expect(refreshesOf(world)).toHaveLength(1)
      },
      'config-error': () => {
        failed({ code: 'sign-in-failed', reason: 'config' })
        expect(grant?.reauthReason).toBeNull()
      },
      retry: async () => {
        expect([renewed, grant?.reauthReason]).toEqual(['access-token-1', null])
        world.clock.aheadMs += 31_000
        expect(await world.oauth.accessToken('Acme')).toBe('access-token-3')
      },
      error: () => expect([renewed, refreshesOf(world).length]).toEqual(['access-token-1', 1]),
      reject: () => expect([renewed, refreshesOf(world).length]).toEqual(['access-token-1', 1]),
      accept: () => {
        expect(renewed).toBe('a')
        expect(new Date(grant?.expiresAt ?? '').getTime()).toBe(new Date(grant?.refreshedAt ?? '').getTime() + 3600_000)
      },
      'accept-refresh-now': async () => {
        expect(renewed).toBe('a')
        expect(await world.oauth.accessToken('Acme')).toBe('access-token-3')
      },
      clamp: () => {
        const year = 365 * 24 * 3600_000
        expect(new Date(grant?.expiresAt ?? '').getTime()).toBe(new Date(grant?.refreshedAt ?? '').getTime() + year)
      },
      'no-follow': () => {
        failed({ code: 'sign-in-failed', reason: 'config' })
        expect(world.server.requests).toHaveLength(2)
      },
    }
    expect(Object.keys(outcomes)).toContain(want)
    await outcomes[want]?.()
  })
})

describe('an authorization URL of the corpus', () => {
  it.each(authorizeUrls)('%s', async (_, { in: input, want }) => {
    world.clients.Acme = { authorizationUrl: input.authorizeUrl ?? '' }
    const result = await errorOf(world.oauth.signIn('Acme'))
    if (want === 'deny') {
      expect([result, world.pages]).toEqual([expect.objectContaining({ reason: 'config' }), []])
      return
    }
    expect(result).toBeNull()
    expect(world.pages[0]?.href).toMatch(/^https:\/\/x\/%24%28calc%29\?[\w.~%&=+-]+$/)
  })
})

describe('the rest of the corpus', () => {
  it('takes the tokens of a form, as GitHub sends them', async () => {
    const form = rest.find(({ why }) => why === 'GitHub style')?.in.tokenResponse
    world.server.answers.push(toAnswer(form ?? { status: 500 }))
    await signIn(world)
    expect(await world.oauth.accessToken('Acme')).toBe('x')
  })

  it('renews once for 100 who ask at the same time', async () => {
    const many = rest.find(({ in: input }) => input.refresh?.parallel)?.in.refresh?.parallel ?? 0
    await signIn(world)
    world.clock.aheadMs = 3600_000
    const tokens = await Promise.all(Array.from({ length: many }, () => world.oauth.accessToken('Acme')))
    expect([new Set(tokens), refreshesOf(world).length]).toEqual([new Set(['access-token-2']), 1])
    expect(tokens).toHaveLength(100)
  })

  it('has a renewed pair on disk before anybody gets the token', async () => {
    await signIn(world)
    world.clock.aheadMs = 3600_000
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-2')
    await world.restart()
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-2')
    world.clock.aheadMs = 7200_000
    await world.oauth.accessToken('Acme')
    expect(refreshesOf(world).at(-1)?.parameters.refresh_token).toBe('refresh-token-2')
  })

  it('renews at most once for each jump of the clock', async () => {
    const skew = (rest.find(({ in: input }) => input.clock)?.in.clock?.skew_s ?? 0) * 1000
    await signIn(world)
    for (const jump of [skew, -skew, skew, 0]) {
      world.clock.aheadMs = jump
      for (let time = 0; time < 20; time++) await world.oauth.accessToken('Acme')
    }
    expect(skew).toBe(-86_400_000)
    expect(refreshesOf(world)).toHaveLength(1)
  })
})
