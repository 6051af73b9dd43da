import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'

type Config = { forbidden: { name: string }[] }
type Report = { summary: { violations: { rule: { name: string }; from: string; to: string }[]; totalCruised: number } }

const root = join(import.meta.dirname, '..', '..')
const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs')
const folders = ['electron', 'renderer', 'shared', 'test']

/** Every `from -> to` of test/fixtures/boundaries that a rule must refuse. */
const PLANTED = [
  ['shared-is-a-leaf', 'shared/domain/table.ts', 'electron/tables/queries.ts'],
  ['renderer-stays-in-the-browser', 'renderer/chat/ChatScreen.tsx', 'electron'],
  ['renderer-no-node', 'renderer/chat/ChatScreen.tsx', 'fs'],
  ['electron-knows-no-ui', 'electron/app/window.ts', 'renderer/ui/Button.tsx'],
  ['renderer-takes-types-only-from-contract', 'renderer/chat/ChatScreen.tsx', 'shared/contract/tables.ts'],
  ['preload-is-tiny', 'electron/preload.ts', 'electron/main.ts'],
  ['not-to-test', 'renderer/tables/TablesScreen.tsx', 'test/sample.ts'],
  ['nothing-imports-an-entry', 'electron/preload.ts', 'electron/main.ts'],
  ['platform-knows-no-feature', 'electron/db/open.ts', 'electron/tables/queries.ts'],
  ['handlers-are-only-wired', 'electron/chat/run-turn.ts', 'electron/tables/handlers.ts'],
  ['queries-are-private', 'electron/chat/run-turn.ts', 'electron/tables/queries.ts'],
  ['catalog-files-are-leaves', 'electron/sources/catalog/stripe.js', 'electron/net/http.ts'],
  ['order-tables', 'electron/tables/handlers.ts', 'electron/chat/run-turn.ts'],
  ['order-ledger', 'electron/ledger/entries.ts', 'electron/models/list.ts'],
  ['ui-knows-no-feature', 'renderer/ui/Button.tsx', 'renderer/chat/ChatScreen.tsx'],
  ['screens-do-not-import-screens', 'renderer/chat/ChatScreen.tsx', 'renderer/tables/TablesScreen.tsx'],
  ['keytar-in-secrets-only', 'electron/tables/records.ts', 'keytar'],
  ['sqlite3-in-db-only', 'electron/tables/records.ts', 'sqlite3'],
  ['pg-in-sources-only', 'electron/tables/records.ts', 'pg'],
  ['electron-in-few-places', 'electron/chat/run-turn.ts', 'electron'],
  ['network-in-net-only', 'electron/db/open.ts', 'https'],
  ['no-circular', 'electron/chat/run-turn.ts', 'electron/tables/handlers.ts'],
  ['no-unresolvable', 'electron/sources/catalog/stripe.js', './absent'],
  ['no-undeclared', 'electron/net/undeclared.ts', 'canonicalize'],
] as const

function cruise(folder: string): Report {
  const args = [cruiser, '--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', ...folders]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (!stdout.startsWith('{')) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** `a/node_modules/keytar/lib/keytar.js` and `node:fs` are named by their package here. */
const shortName = (path: string) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? path.replace(/^node:/, '')

describe('boundaries', () => {
  let found: string[]

  beforeAll(() => {
    const { violations } = cruise(join(root, 'test', 'fixtures', 'boundaries')).summary
    found = violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${shortName(to)}`)
  }, 60_000)

  it.each(PLANTED)('refuse by %s that %s imports %s', (rule, from, to) => {
    expect(found).toContain(`${rule}: ${from} -> ${to}`)
  })

  it('have a planted import for each rule, and two for those generated from the order', () => {
    const { forbidden } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as Config
    const planted = new Set<string>(PLANTED.map(([rule]) => rule))
    const written = forbidden.map(({ name }) => name).filter((name) => !name.startsWith('order-'))
    expect(written.filter((name) => !planted.has(name))).toEqual([])
  })

  it('are checked over the real sources, not over nothing', () => {
    expect(cruise(root).summary.totalCruised).toBeGreaterThan(50)
  }, 60_000)
})
