import { spawn } from 'node:child_process'
import { SetupFailure } from './setup/say.mjs'
import { has, hasDisplay } from './setup/system.mjs'

const NONE = { env: {}, virtual: false, stop: () => undefined }

/** The display there is, or else an X server without a screen. Call `stop` in the end. */
export async function openDisplay() {
  if (hasDisplay()) return NONE
  if (!has('Xvfb'))
    throw new SetupFailure(
      'There is no display (DISPLAY and WAYLAND_DISPLAY are empty) and no Xvfb. Install the package xvfb.',
    )
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1680x1050x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  })
  const stop = () => server.kill()
  process.once('exit', stop)
  const number = await new Promise((done, fail) => {
    server.on('error', fail)
    server.on('close', (code) => fail(new SetupFailure(`Xvfb ended with code ${code} before it had a display.`)))
    let text = ''
    server.stdio[3].on('data', (chunk) => {
      text += chunk
      if (text.endsWith('\n')) done(text.trim())
    })
  })
  server.unref()
  server.stdio[3].unref()
  return { env: { DISPLAY: `:${number}` }, virtual: true, stop }
}
