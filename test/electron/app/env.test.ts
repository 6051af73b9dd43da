import { describe, expect, it } from 'vitest'
import { readEnv } from '../../../electron/app/env'

const everything = {
  PATCHBAY_DATA: '/profiles/one',
  PATCHBAY_KEYCHAIN: 'memory',
  PATCHBAY_DEV_URL: 'http://127.0.0.1:5173/',
  PATCHBAY_ANNOUNCE: '1',
  PATCHBAY_TEST: '1',
}

describe('the environment', () => {
  it('switches a development build', () => {
    expect(readEnv(everything, false)).toEqual({
      dataDir: '/profiles/one',
      keychain: 'memory',
      devUrl: 'http://127.0.0.1:5173/',
      announce: true,
      allowLoopbackHttp: true,
      isTest: true,
      logToConsole: true,
    })
  })

  it('says a packaged build only where its data is and whether to announce itself', () => {
    expect(readEnv(everything, true)).toEqual({
      dataDir: '/profiles/one',
      keychain: 'system',
      devUrl: null,
      announce: true,
      allowLoopbackHttp: false,
      isTest: false,
      logToConsole: false,
    })
  })

  it('means nothing when empty', () => {
    expect(readEnv({ PATCHBAY_DATA: ' ' }, false)).toMatchObject({ dataDir: null, keychain: 'system', announce: false })
  })

  it.each(['http://evil.example/', 'https://127.0.0.1/', 'file:///x', 'not a url'])(
    'loads the interface from this machine only, not from %s',
    (url) => expect(readEnv({ PATCHBAY_DEV_URL: url }, false).devUrl).toBeNull(),
  )
})
