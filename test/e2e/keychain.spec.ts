import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask, call } from './helpers/call'
import { expect, test } from './helpers/launch'

const provider = { name: 'Any', baseUrl: 'http://127.0.0.1:9/v1', key: 'key-in-the-keychain', models: ['m'] }
let dataDir: string

test.beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'patchbay-keychain-'))
})
test.afterEach(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }))

test('a secret outlives the program in the keychain of the system', async ({ launchApp }) => {
  test.skip(!process.env.PATCHBAY_TEST_KEYRING, 'no unlocked keyring in this run')
  const first = await launchApp({ dataDir, env: { PATCHBAY_KEYCHAIN: 'system' } })
  await call(first.page, 'models', 'create', provider)
  expect(await call(first.page, 'vault', 'status')).toMatchObject({ state: 'open', mode: 'keychain', secretCount: 1 })
  await first.close()
  const second = await launchApp({ dataDir, env: { PATCHBAY_KEYCHAIN: 'system' } })
  expect(await call(second.page, 'vault', 'status')).toMatchObject({ state: 'open', mode: 'keychain', secretCount: 1 })
})

test('without a keychain nothing is stored until the person chooses; memory lasts until quit', async ({
  launchApp,
}) => {
  const env = { PATCHBAY_KEYCHAIN: 'system', DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
  const first = await launchApp({ dataDir, env })
  expect(await ask(first.page, 'models', 'create', provider)).toMatchObject({
    ok: false,
    error: { code: 'no-keychain' },
  })
  await call(first.page, 'vault', 'useMemoryOnly')
  await call(first.page, 'models', 'create', provider)
  expect(await call(first.page, 'vault', 'status')).toMatchObject({ mode: 'memory' })
  await first.close()
  const second = await launchApp({ dataDir, env })
  expect(await call(second.page, 'vault', 'status')).toMatchObject({ secretCount: 0 })
})

test('a passphrase seals the vault, and opens it again after a restart', async ({ launchApp }) => {
  const env = { PATCHBAY_KEYCHAIN: 'system', DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
  const first = await launchApp({ dataDir, env })
  await call(first.page, 'vault', 'createPassphrase', { passphrase: 'correct horse battery' })
  await call(first.page, 'models', 'create', provider)
  await first.close()
  const { page } = await launchApp({ dataDir, env })
  expect(await call(page, 'vault', 'status')).toMatchObject({ state: 'locked', secretCount: 1 })
  expect(await ask(page, 'vault', 'unlock', { passphrase: 'another one' })).toMatchObject({
    ok: false,
    error: { code: 'wrong-passphrase' },
  })
  expect(await call(page, 'vault', 'unlock', { passphrase: 'correct horse battery' })).toMatchObject({ state: 'open' })
})
