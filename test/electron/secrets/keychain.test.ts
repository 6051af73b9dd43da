import { describe, expect, it } from 'vitest'
import { guardKeychain } from '../../../electron/secrets/guarded-keychain'
import { type Keychain, memoryKeychain, osKeychain, toKeychainFailure } from '../../../electron/secrets/keychain'
import { openVault } from '../../../electron/secrets/secrets'
import { hangingKeychain } from '../../helpers/keychains'
import { openRows } from './open-rows'

const TIMED_OUT = expect.objectContaining({ kind: 'timeout' })

describe('the words of a keychain', () => {
  it.each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'unavailable'],
    ['Unknown or unsupported transport “disabled” for address “disabled:”', 'unavailable'],
    ['Could not connect: No such file or directory', 'unavailable'],
    ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'unavailable'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'unavailable'],
    ['The specified logon session does not exist. It may already have been terminated.', 'unavailable'],
    ['Cannot create an item in a locked collection', 'locked'],
    ['User interaction is not allowed.', 'locked'],
    ['User canceled the operation.', 'locked'],
    ['Prompt was dismissed', 'locked'],
    ['The stub received bad data', 'failed'],
  ])('"%s" mean %s', (words, kind) => {
    expect(toKeychainFailure(new Error(words))).toMatchObject({ kind })
  })
})

describe('the keychain of the operating system', () => {
  it('is unavailable, with the first call and not before, when its library cannot be loaded', async () => {
    const { rows } = await openRows()
    const keychain = osKeychain(() => Promise.reject(new Error('libsecret-1.so.0: cannot open shared object file')))
    const vault = await openVault({ rows, keychain, profileId: 'profile-1' })
    expect(vault.status()).toMatchObject({ state: 'open' })
    await expect(vault.put('account-1', 'api-key', 'value')).rejects.toMatchObject({ error: { code: 'no-keychain' } })
  })

  it('is asked under one service name', async () => {
    const items = new Map<string, string>()
    const keychain = osKeychain(async () => ({
      getPassword: async (service, account) => items.get(`${service} ${account}`) ?? null,
      setPassword: async (service, account, value) => void items.set(`${service} ${account}`, value),
      deletePassword: async (service, account) => items.delete(`${service} ${account}`),
    }))
    await keychain.set('master-key:p:1', 'value')
    expect([...items]).toEqual([['app.patchbay master-key:p:1', 'value']])
    expect(await keychain.get('master-key:p:1')).toBe('value')
    await keychain.delete('master-key:p:1')
    expect(await keychain.get('master-key:p:1')).toBeNull()
  })
})

describe('the guard before a keychain', () => {
  it('lets one call through at a time, in order', async () => {
    const events: string[] = []
    const inner = memoryKeychain()
    const slow = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      events.push(`start ${name}`)
      await new Promise<void>((resolve) => setImmediate(resolve))
      const result = await work()
      events.push(`end ${name}`)
      return result
    }
    const guarded = guardKeychain({
      get: (account) => slow('get', () => inner.get(account)),
      set: (account, value) => slow('set', () => inner.set(account, value)),
      delete: (account) => slow('delete', () => inner.delete(account)),
    })
    const answers = await Promise.all([
      guarded.set('a', 'one'),
      guarded.get('a'),
      guarded.delete('a'),
      guarded.get('a'),
    ])
    expect(answers).toEqual([undefined, 'one', undefined, null])
    expect(events).toEqual(['set', 'get', 'delete', 'get'].flatMap((name) => [`start ${name}`, `end ${name}`]))
  })

  it('goes on after a call that failed', async () => {
    const inner = memoryKeychain()
    const keychain: Keychain = { ...inner, delete: () => Promise.reject(new Error('no')) }
    const guarded = guardKeychain(keychain)
    await expect(guarded.delete('a')).rejects.toMatchObject({ kind: 'failed' })
    await guarded.set('a', 'one')
    expect(await guarded.get('a')).toBe('one')
  })

  it('calls a keychain that hangs no more until it is told to retry', async () => {
    const { keychain, calls } = hangingKeychain()
    const guarded = guardKeychain(keychain, 20)
    const outcomes = await Promise.allSettled([guarded.get('a'), guarded.get('b'), guarded.set('c', 'd')])
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.kind)).toEqual(
      Array(3).fill('timeout'),
    )
    expect(calls()).toBe(1)
    guarded.retry()
    await expect(guarded.get('a')).rejects.toEqual(TIMED_OUT)
    expect(calls()).toBe(2)
  })

  it('never has more than two hanging calls, however often somebody retries', async () => {
    const { keychain, calls, release } = hangingKeychain()
    const guarded = guardKeychain(keychain, 10)
    for (let tries = 0; tries < 5; tries++) {
      guarded.retry()
      await expect(guarded.get('a')).rejects.toEqual(TIMED_OUT)
    }
    expect(calls()).toBe(2)
    release()
    await new Promise<void>((resolve) => setImmediate(resolve))
    guarded.retry()
    expect(await guarded.get('a')).toBeNull()
  })
})
