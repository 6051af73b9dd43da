import { spawn } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { createServer as createSocket } from 'node:net'
import { join } from 'node:path'
import { buildApp, buildElectron } from './build.mjs'
import { openDisplay } from './display.mjs'
import { electronEnvironment, explainSandbox } from './launch.mjs'
import { electronBinary } from './setup/electron.mjs'
import { root } from './setup/paths.mjs'
import { runMain, say } from './setup/say.mjs'
import { setup } from './setup.mjs'

const SETTLE_MS = 150
const HOST = '127.0.0.1'

function freePort() {
  return new Promise((done, fail) => {
    const socket = createSocket().on('error', fail)
    socket.listen(0, HOST, () => {
      const { port } = socket.address()
      socket.close(() => done(port))
    })
  })
}

/** The page keeps its app:// origin (main proxies to this server), so the HMR socket has to be told where to go. */
async function serveRenderer() {
  const { createServer } = await import('vite')
  const port = await freePort()
  const server = await createServer({
    root: join(root, 'renderer'),
    configFile: join(root, 'renderer', 'vite.config.ts'),
    server: { host: HOST, port, strictPort: true, hmr: { host: HOST, protocol: 'ws', clientPort: port } },
  })
  await server.listen()
  // Vite would end the process on this signal, before Electron has closed its databases.
  process.removeAllListeners('SIGTERM')
  return { url: `http://${HOST}:${port}`, close: () => server.close() }
}

/** Electron, started anew after each change; when the window is closed by hand, development ends. */
function electronProcess(env) {
  let child
  let restarting = false
  let ended
  const end = new Promise((done) => (ended = done))
  const start = () => {
    restarting = false
    child = spawn(electronBinary(), ['.', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env })
    child.on('close', (code) => (restarting ? start() : ended(code ?? 0)))
  }
  const restart = () => {
    if (restarting) return
    restarting = true
    child.kill()
  }
  start()
  return { end, restart, stop: () => child.kill() }
}

function onChange(folders, act) {
  let timer
  const watchers = folders.filter(existsSync).map((folder) =>
    watch(folder, { recursive: true }, () => {
      clearTimeout(timer)
      timer = setTimeout(act, SETTLE_MS)
    }),
  )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

await runMain(async () => {
  await setup()
  await buildApp()
  const [server, display] = await Promise.all([serveRenderer(), openDisplay()])
  explainSandbox(electronBinary())
  const app = electronProcess(electronEnvironment({ ...display.env, PATCHBAY_DEV_URL: server.url }))
  const unwatch = onChange([join(root, 'electron'), join(root, 'shared')], async () => {
    try {
      await buildElectron({ minify: false })
      say('Main process rebuilt, restarting.')
      app.restart()
    } catch (error) {
      say(`Main process not rebuilt: ${error.message}`)
    }
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, app.stop)
  process.once('exit', app.stop)
  const code = await app.end
  unwatch()
  await server.close()
  display.stop()
  return code
})
