import fc from 'fast-check'
import type { KyselyPlugin } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseDeepLink } from '../../../electron/app/deep-link'
import { type OidcServer, startOidc } from '../../helpers/oidc-server'
import { errorOf, openOAuth, type World } from './open-oauth'

type Parts = World['parts']

let oidc: OidcServer
let world: World
beforeEach(async () => {
  oidc = await startOidc()
  world = await openOAuth()
  world.clients.Acme = {
    ...{ clientId: 'desktop', clientSecret: null, authMethod: 'none' },
    ...{ issuer: oidc.issuer, requiresIss: true, scopes: ['openid', 'offline_access'] },
    ...{ authorizationUrl: `${oidc.issuer}/auth`, tokenUrl: `${oidc.issuer}/token` },
    authorizationParameters: { prompt: 'consent' },
  }
})
afterEach(() => oidc.close())

async function signInAtServer(): Promise<void> {
  await world.oauth.signIn('Acme')
  const callback = parseDeepLink(await oidc.browse(world.pages.at(-1)?.href ?? ''))
  if (callback) await world.oauth.complete(callback)
}

/** Every step that a kill can come before: each statement, each use of the vault, and both ends of each request. */
function killedAt(point: number) {
  const state = { steps: 0, died: false }
  const step = () => {
    state.died ||= state.steps++ >= point
    if (state.died) throw new Error('killed')
  }
  const around = <A extends unknown[], R>(work: (...values: A) => Promise<R>, after = () => {}) => {
    return async (...values: A): Promise<R> => {
      step()
      const result = await work(...values)
      after()
      return result
    }
  }
  const eachStatement: KyselyPlugin = {
    transformQuery({ node }) {
      step()
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const breakParts = ({ db, vault, http }: Parts): Parts => ({
    db: db.withPlugin(eachStatement),
    vault: {
      ...vault,
      ...{
        seal: around(vault.seal),
        reseal: around(vault.reseal),
        has: around(vault.has),
        resolve: around(vault.resolve),
      },
    },
    http: { send: around(http.send, step) },
  })
  return { state, breakParts }
}

const refreshes = () => oidc.tokenRequests.filter(({ grantType }) => grantType === 'refresh_token').length
const storedAt = async () => (await world.oauth.grant('Acme'))?.refreshedAt ?? null

/** Renews once and is killed on the way. `lost`: the server had answered and nothing of it was stored. */
async function renewAndDie(point: number): Promise<{ died: boolean; lost: boolean }> {
  const [before, asked] = [await storedAt(), refreshes()]
  const { state, breakParts } = killedAt(point)
  await world.restart(breakParts)
  world.clock.aheadMs += 3600_000
  await world.oauth.accessToken('Acme').catch(() => undefined)
  await world.restart()
  return { died: state.died, lost: refreshes() > asked && (await storedAt()) === before }
}

/** The stored pair works: its access token at the resource, and its refresh token twice in a row. */
async function expectUsable(): Promise<void> {
  for (let time = 0; time < 2; time++) {
    const headers = { authorization: `Bearer ${await world.oauth.accessToken('Acme')}` }
    expect((await fetch(`${oidc.issuer}/resource`, { headers })).status).toBe(200)
    world.clock.aheadMs += 3600_000
  }
}

describe('a kill during a renewal', () => {
  it('at any step leaves a pair that works, but for the steps after the answer and before the commit, which ask for a sign-in', async () => {
    const verdicts: string[] = []
    for (let point = 0, died = true; died; point++) {
      await signInAtServer()
      const outcome = await renewAndDie(point)
      died = outcome.died
      verdicts.push(outcome.lost ? 'lost' : 'kept')
      if (outcome.lost) expect(await errorOf(world.oauth.accessToken('Acme'))).toMatchObject({ code: 'needs-reauth' })
      else await expectUsable()
    }
    // One stretch of lost ones, with kept ones on both sides.
    expect(verdicts.join(' ')).toMatch(/^(kept )+(lost )+(kept ?)+$/)
    expect(verdicts.length).toBeGreaterThan(8)
  })

  it('as often as it may come outside of that window never costs the sign-in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 14 }), { minLength: 1, maxLength: 6 }), async (points) => {
        await signInAtServer()
        for (const point of points) {
          const { lost } = await renewAndDie(point)
          if (lost) return
        }
        await expectUsable()
      }),
      { numRuns: 15, seed: 8252 },
    )
  })
})

describe('a kill during the exchange of a code', () => {
  it('at any step leaves nobody signed in, or somebody whose pair works', async () => {
    const verdicts: boolean[] = []
    for (let point = 0, died = true; died; point++) {
      await world.oauth.signIn('Acme')
      const callback = parseDeepLink(await oidc.browse(world.pages.at(-1)?.href ?? ''))
      const { state, breakParts } = killedAt(point)
      await world.restart(breakParts)
      if (callback) await world.oauth.complete(callback).catch(() => undefined)
      died = state.died
      await world.restart()
      const isSignedIn = (await world.oauth.grant('Acme')) !== null
      verdicts.push(isSignedIn)
      if (isSignedIn) await expectUsable()
      else expect(await errorOf(world.oauth.accessToken('Acme'))).toMatchObject({ code: 'needs-reauth' })
      await world.oauth.forget('Acme')
      expect(world.parts.vault.status().secretCount).toBe(0)
    }
    expect([verdicts.at(0), verdicts.at(-1)]).toEqual([false, true])
  })
})
