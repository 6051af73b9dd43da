import { app, dialog, Notification } from 'electron'
import type { PatchbayEvent } from '../../shared/events'
import { type Background, createBackground } from './background'
import type { Log } from './log'
import { HIDDEN_SWITCH } from './login-item'
import { createNotifier, type News, type Said } from './notifications'
import { watchPower } from './power'
import type { Settings } from './settings'
import { createTray } from './tray'
import { WORDS } from './words'

/** What the menu beside the clock does with data connections. */
type Controls = {
  list: Parameters<Background['follow']>[0]['list']
  state: Parameters<Background['follow']>[0]['state']
  syncAll: () => Promise<void>
  pauseAll: () => Promise<void>
  resumeAll: () => Promise<void>
  woke: () => Promise<void>
}

type StartOptions = {
  settings: Settings
  iconFile: string
  /** Shows the window. */
  open: () => void
  controls: () => Promise<Controls>
  announce: (event: PatchbayEvent) => void
  log: Log
  onFailure: (error: unknown) => void
}

type AppBackground = Background & {
  tell: (news: News) => void
  /** Started by the system at login: no window comes up. */
  startsHidden: boolean
}

/** What the program does while nobody looks at its window: the icon beside the clock, and notifications. */
export function startBackground(options: StartOptions): AppBackground {
  const { settings, iconFile, open, controls, announce, log, onFailure } = options
  const startsHidden = app.commandLine.hasSwitch(HIDDEN_SWITCH)
  const act = (what: (found: Controls) => Promise<void>) => () => {
    controls().then(what).catch(onFailure)
  }
  app.on('activate', open)
  const openSaid = ({ id }: Said) => {
    open()
    announce({ kind: 'command', id: id === null ? 'go.setup.connections' : `data-connection:${id}` })
  }
  const background = createBackground({
    ...{ app, settings, onFailure },
    setTimer: setTimeoutOf,
    makeTray: () =>
      createTray({
        iconFile,
        isMac: process.platform === 'darwin',
        actions: {
          open,
          syncNow: act((found) => found.syncAll()),
          pause: act((found) => found.pauseAll()),
          resume: act((found) => found.resumeAll()),
          quit: () => app.quit(),
        },
      }),
    sayKept: () => sayKept(open),
    setBadge: (count) => void app.setBadgeCount(count),
  })
  const notify = createNotifier({
    setTimer: setTimeoutOf,
    show: (said) => notifyOf(said, () => openSaid(said)),
  })
  watchPower({
    onSuspend: () => log.info('suspended'),
    onResume() {
      log.info('resumed')
      act((found) => found.woke())()
    },
  })
  return {
    ...{ ...background, startsHidden },
    async follow(syncing) {
      await background.follow(syncing)
      // Nobody would see that it runs.
      if (startsHidden && !background.keeps()) app.quit()
    },
    tell: (news) => {
      if (settings.preferences().notifications) notify(news)
    },
  }
}

/** False where the system has no notifications. */
function notifyOf({ title, body }: Pick<Said, 'title' | 'body'>, onClick: () => void): boolean {
  if (!Notification.isSupported()) return false
  const notification = new Notification({ title, body })
  shown.add(notification)
  notification.on('click', onClick)
  notification.on('close', () => shown.delete(notification))
  notification.show()
  return true
}

/** A notification that is collected as garbage does not hear the click any more. */
const shown = new Set<Notification>()

/** A program that nobody sees has to have said that it is there. */
function sayKept(open: () => void): void {
  const { title, body, ok } = WORDS.keptSyncing
  if (notifyOf({ title, body }, open)) return
  void dialog.showMessageBox({ type: 'info', message: title, detail: body, buttons: [ok] })
}

const setTimeoutOf = (ms: number, done: () => void) => setTimeout(done, ms)
