import { app, shell } from 'electron'
import type { app as contract } from '../../shared/contract/app'
import type { HandlersFor } from '../../shared/contract/define'
import type { VaultStatus } from '../../shared/domain/vault'
import type { OpenExternal } from './external'
import type { Log } from './log'
import type { ProfilePaths } from './paths'
import type { Settings } from './settings'
import { applyTheme } from './window'

type AppHandlerDeps = {
  settings: Settings
  paths: ProfilePaths
  openLink: OpenExternal
  log: Log
  vaultStatus: () => VaultStatus
  setStartAtLogin: (wanted: boolean) => void
}

export const appHandlers = ({
  settings,
  paths,
  openLink,
  log,
  vaultStatus,
  setStartAtLogin,
}: AppHandlerDeps): HandlersFor<typeof contract> => ({
  status: () => ({
    version: app.getVersion(),
    electron: process.versions.electron,
    platform: process.platform,
    dataFolder: paths.root,
    preferences: settings.preferences(),
  }),
  setPreferences(changes) {
    settings.setPreferences(changes)
    if (changes.theme) applyTheme(changes.theme)
    if (changes.startAtLogin !== undefined) setStartAtLogin(changes.startAtLogin)
  },
  openLink: async ({ url }) => (await openLink(url)) === 'opened',
  async openLogs() {
    await shell.openPath(paths.logs)
  },
  diagnostics() {
    const { state, mode, secretCount } = vaultStatus()
    return [
      `Patchbay ${app.getVersion()}`,
      `Electron ${process.versions.electron}, Chromium ${process.versions.chrome}, Node ${process.versions.node}`,
      `${process.platform} ${process.arch}`,
      `Vault: ${state}, ${mode ?? 'nothing stored'}, ${secretCount} secrets`,
    ].join('\n')
  },
  reportFailure({ message, where }) {
    log.error('renderer-failure', { where, message })
  },
})
