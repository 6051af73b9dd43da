import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { app, type BrowserWindow, dialog, net, type Session, session } from 'electron'
import { AppFailure, describeError } from '../shared/errors'
import { appHandlers } from './app/app-handlers'
import { closeBeforeQuit, quitAfter } from './app/close-before-quit'
import { confirmLink } from './app/confirm-link'
import { hardenAllContents } from './app/contents'
import { readEnv } from './app/env'
import { createOpenExternal } from './app/external'
import { allowStart } from './app/guard'
import { createLog, type Log } from './app/log'
import { setLoginItem } from './app/login-item'
import { setAppMenu } from './app/menu'
import { MENU_COMMANDS } from './app/menu-commands'
import { type ProfilePaths, prepareProfile, profilePaths } from './app/paths'
import { handleAppProtocol, registerAppScheme } from './app/protocol'
import { registerLinks } from './app/register-links'
import { logChildFailures, recoverFromCrashes } from './app/renderer-failures'
import { hardenSession, uiSession } from './app/session'
import { openSettings } from './app/settings'
import { followSignInLink } from './app/sign-in-link'
import { claimSingleInstance } from './app/single-instance'
import { startBackground } from './app/start-background'
import { transferFiles } from './app/transfer-dialogs'
import { applyTheme, bringToFront, createMainWindow, loadMainPage } from './app/window'
import { announce, bindIpc } from './ipc/bind'
import { createRedactor } from './secrets/redact'
import type { Served } from './serve'

/** A page that does not come up must not keep the workspace, and its data, closed. In milliseconds. */
const LONGEST_WAIT_FOR_PAGE = 5000

const ICONS = join(__dirname, '../../resources/icons')
const TRAY_ICON = process.platform === 'darwin' ? 'trayTemplate.png' : 'app-32.png'

const env = readEnv(process.env, app.isPackaged)

function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
  app.exit(1)
}

function openProfile(): ProfilePaths {
  if (env.dataDir) app.setPath('userData', env.dataDir)
  const paths = profilePaths(app.getPath('userData'))
  prepareProfile(paths)
  app.setPath('sessionData', paths.chromium)
  return paths
}

function start(): void {
  const paths = openProfile()
  registerAppScheme()
  const redactor = createRedactor()
  const log = createLog({ file: paths.logFile, redact: redactor.redact, toConsole: env.logToConsole })
  const unexpected = unexpectedIn(log)
  let window: BrowserWindow | null = null
  let sayShown = () => {}
  const shown = new Promise<void>((done) => {
    sayShown = done
  })
  const settled = Promise.race([shown, pause(LONGEST_WAIT_FOR_PAGE)])
  let served: Promise<Served> | null = null

  const instance = claimSingleInstance({
    argv: process.argv,
    onStartedAgain: () => window && bringToFront(window),
    onLink: (callback) => {
      const signIns = served?.then(({ workspace }) => workspace) ?? tooEarly()
      followSignInLink(callback, { announce, log, signIns }).catch((error: unknown) => unexpected('link', error))
    },
  })
  if (!instance.isFirst) {
    app.quit()
    return
  }
  registerLinks({ app, platform: process.platform, program: process.execPath })
  hardenAllContents(log)
  quitAfter(app, settled)
  closeBeforeQuit(app, {
    close: async () => (await served)?.workspace.close(),
    patience: 15_000,
    onFailure: (error) => unexpected('close', error),
  })
  app.on('window-all-closed', () => app.quit())

  const run = async () => {
    await app.whenReady()
    // Who drives a test closes the window and waits for the end.
    const settings = openSettings(paths.root, { keepSyncing: !env.isTest, notifications: !env.isTest })
    applyTheme(settings.preferences().theme)
    const background = startBackground({
      ...{ settings, announce, log, iconFile: join(ICONS, TRAY_ICON) },
      open: () => window && bringToFront(window),
      controls: async () => (await (served ?? tooEarly())).workspace.syncing,
      onFailure: (error) => unexpected('background', error),
    })
    const openLink = createOpenExternal({ ...env, log, confirm: (link) => confirmLink(window, link) })
    const files = transferFiles({ root: paths.root, window: () => window })
    const opening = settled.then(async () => {
      await files.start()
      served = import('./serve').then(({ serve }) =>
        serve({
          ...{
            folder: paths.root,
            workerFile: join(__dirname, 'data-worker.cjs'),
            keychain: env.keychain,
            redactor,
            files,
          },
          openPage: async (url) => (await openLink(url, { ask: false })) === 'opened',
          isOnline: () => env.isTest || net.isOnline(),
          onNews: background.tell,
          onEvent: background.heard,
          onUnexpected: unexpected,
        }),
      )
      const { workspace, routerWith } = await served
      const { vaultStatus, syncing } = workspace
      instance.deliverLinks()
      await background.follow(syncing)
      return routerWith(appHandlers({ settings, paths, openLink, log, vaultStatus, setStartAtLogin }))
    })
    // Neither its modules nor a slow keychain hold the window back: what is asked meanwhile waits for the workspace.
    bindIpc({ invoke: async (path, input) => (await opening).invoke(path, input) }, log)
    const ui = uiSession()
    const prepared = prepareSession(ui, log)
    logChildFailures(log)
    window = createMainWindow({
      ...{ session: ui, settings, isPackaged: app.isPackaged, startsHidden: background.startsHidden },
      ...{ preloadFile: join(__dirname, 'preload.cjs'), iconFile: join(ICONS, 'app-512.png') },
      onReady: () => {
        sayShown()
        if (env.announce) process.stdout.write('patchbay: window ready\n')
      },
    })
    background.watch(window)
    recoverFromCrashes(window, log)
    setAppMenu(MENU_COMMANDS, (id) => announce({ kind: 'command', id }))
    await prepared
    // A page that was interrupted while loading is loaded again by whoever interrupted it; only the workspace is fatal.
    loadMainPage(window).catch((error: unknown) => unexpected('load', error))
    await opening
  }
  run().catch((error: unknown) => {
    unexpected('start', error)
    endWithWords(error, paths.logs)
  })
}

/** The build that is being developed is not what a person wants to have started. */
function setStartAtLogin(wanted: boolean): void {
  if (app.isPackaged) setLoginItem({ app, platform: process.platform, program: process.execPath, wanted })
}

const unexpectedIn = (log: Log) => (where: string, error: unknown) =>
  log.error('unexpected', { where, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })

const tooEarly = (): Promise<never> =>
  Promise.reject(new Error('A link was delivered before the workspace was being opened'))

/** Closes the sessions to the network. The window is made meanwhile; no page is loaded before this has ended. */
async function prepareSession(ui: Session, log: Log): Promise<void> {
  const hardened = [
    hardenSession(ui, { log, devUrl: env.devUrl }),
    hardenSession(session.defaultSession, { log, devUrl: null }),
  ]
  const served = handleAppProtocol(ui, {
    manifestFile: join(__dirname, '../renderer-manifest.json'),
    rendererDir: join(__dirname, '../renderer'),
    devUrl: env.devUrl,
  })
  await Promise.all([...hardened, served])
}

/** Nothing can be shown in a window yet, so the system's own box says it. */
function endWithWords(error: unknown, logs: string): void {
  const words =
    error instanceof AppFailure
      ? describeError(error.error)
      : { title: 'Patchbay could not open the workspace', advice: `The log in ${logs} has the details.` }
  process.stderr.write(`patchbay: ${words.title}. ${words.advice}\n`)
  if (!env.announce && !env.logToConsole) dialog.showErrorBox(words.title, words.advice)
  app.exit(1)
}

const mayStart = allowStart({
  isPackaged: app.isPackaged,
  argv: process.argv,
  hasSwitch: (name) => app.commandLine.hasSwitch(name),
  refuse,
})
if (mayStart) start()
