import { describe, expect, it } from 'vitest'
import { allowStart } from '../../../electron/app/guard'

function start(switches: string[], isPackaged = true) {
  const said: string[] = []
  const names = switches.map((text) => text.replace(/^--/, '').replace(/=.*$/, ''))
  const allowed = allowStart({
    isPackaged,
    argv: ['patchbay', ...switches],
    hasSwitch: (name) => names.includes(name),
    refuse: (sentence) => said.push(sentence),
  })
  return { allowed, said }
}

describe('a packaged build', () => {
  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '--remote-debugging-something-new=1',
    '--inspect',
    '--inspect=0',
    '--inspect-brk=9229',
    '--inspect-new',
    '--js-flags=--allow-natives-syntax',
    '--load-extension=x',
    '--proxy-server=127.0.0.1:8080',
    '--host-rules=MAP * 127.0.0.1',
    '--disable-web-security',
  ])('refuses to start with %s, in one sentence that names it', (argument) => {
    const { allowed, said } = start([argument])
    expect(allowed).toBe(false)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(argument.replace(/=.*$/, ''))
  })

  it('finds a debugging switch that only the argument list shows', () => {
    const said: string[] = []
    const argv = ['patchbay', '-INSPECT=0']
    expect(allowStart({ isPackaged: true, argv, hasSwitch: () => false, refuse: (text) => said.push(text) })).toBe(
      false,
    )
    expect(said).toHaveLength(1)
  })

  it.each(['--no-sandbox', '--ozone-platform=wayland', 'patchbay://oauth/callback?code=inspect', '--inspector'])(
    'starts with %s',
    (argument) => expect(start([argument])).toEqual({ allowed: true, said: [] }),
  )
})

describe('a development build', () => {
  it('lets test drivers attach', () => {
    expect(start(['--remote-debugging-port=0', '--inspect=0'], false)).toEqual({ allowed: true, said: [] })
  })
})
