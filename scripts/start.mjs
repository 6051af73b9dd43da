import { runMain, say } from './setup/say.mjs'
import { setup } from './setup.mjs'

await runMain(async () => {
  await setup()
  const [{ buildApp }, { openDisplay }, { electronEnvironment, explainSandbox, run }, { electronBinary }] =
    await Promise.all([
      import('./build.mjs'),
      import('./display.mjs'),
      import('./launch.mjs'),
      import('./setup/electron.mjs'),
    ])
  await buildApp()
  const display = await openDisplay()
  if (display.virtual) {
    say('There is no screen here, so Patchbay runs on a virtual one (Xvfb); `npm run demo` shows it at work.')
  }
  const binary = electronBinary()
  explainSandbox(binary)
  try {
    return await run(binary, ['.', ...process.argv.slice(2)], { env: electronEnvironment(display.env) })
  } finally {
    display.stop()
  }
})
