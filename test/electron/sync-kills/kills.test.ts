import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seeded } from '../../helpers/sources/mirror'
import { liveAndDie } from './lives'
import { buildEngine } from './spawn-engine'
import type { Random, World } from './world'
import { startAirtableWorld } from './worlds/airtable'
import { startGitHubWorld } from './worlds/github'
import { startGoogleSheetsWorld } from './worlds/google-sheets'
import { startHubSpotWorld } from './worlds/hubspot'
import { startNotionWorld } from './worlds/notion'
import { startPostgresWorld } from './worlds/postgres'
import { startSalesforceWorld } from './worlds/salesforce'
import { startStripeWorld } from './worlds/stripe'

/** The long form: `PATCHBAY_KILLS=100`. `PATCHBAY_SEED` repeats what a failure names. */
const KILLS = Number(process.env.PATCHBAY_KILLS ?? 10)
const SEED = Number(process.env.PATCHBAY_SEED ?? 2026)

const worlds: Record<string, (random: Random) => Promise<World>> = {
  postgres: startPostgresWorld,
  stripe: startStripeWorld,
  hubspot: startHubSpotWorld,
  airtable: startAirtableWorld,
  salesforce: startSalesforceWorld,
  'google-sheets': startGoogleSheetsWorld,
  github: startGitHubWorld,
  notion: startNotionWorld,
}

let program: Awaited<ReturnType<typeof buildEngine>>
beforeAll(async () => {
  program = await buildEngine()
}, 120_000)
afterAll(() => program.remove())

describe(`after ${KILLS} kills at any moment of its syncs`, () => {
  test.each(Object.entries(worlds))(
    'what came from %s equals the source, with what was written here',
    async (name, start) => {
      const world = await start(seeded(SEED))
      try {
        const figures = await liveAndDie(world, { program: program.file, kills: KILLS, seed: SEED })
        if (process.env.PATCHBAY_KILLS) console.info(name, SEED, JSON.stringify(figures))
        expect(world.violations()).toEqual([])
      } catch (error) {
        throw new Error(`${name} with PATCHBAY_SEED=${SEED}: ${error instanceof Error ? error.message : error}`, {
          cause: error,
        })
      } finally {
        await world.close()
      }
    },
    60_000 + KILLS * 10_000,
  )
})
