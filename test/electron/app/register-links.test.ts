import { describe, expect, it } from 'vitest'
import { registerLinks } from '../../../electron/app/register-links'

function registeredOn(platform: string, isPackaged: boolean) {
  const calls: unknown[][] = []
  const app = { isPackaged, setAsDefaultProtocolClient: (...given: unknown[]) => calls.push(given) > 0 }
  registerLinks({ app, platform, program: 'C:\\Patchbay\\patchbay.exe' })
  return calls
}

describe('links of the scheme', () => {
  it('are claimed on Windows by the installed program', () => {
    expect(registeredOn('win32', true)).toEqual([['patchbay', 'C:\\Patchbay\\patchbay.exe', ['--protocol-launcher']]])
  })

  it('are left alone while developing, and where the installer claims them', () => {
    expect(registeredOn('win32', false)).toEqual([])
    expect(registeredOn('linux', true)).toEqual([])
    expect(registeredOn('darwin', true)).toEqual([])
  })
})
