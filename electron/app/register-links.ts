import type { App } from 'electron'

type Links = { app: Pick<App, 'setAsDefaultProtocolClient' | 'isPackaged'>; platform: string; program: string }

/**
 * Makes `patchbay:` links start this program on Windows, where no installer does it; Info.plist and the .desktop file do
 * elsewhere. The switch keeps a link from being taken for an argument of its own.
 */
export function registerLinks({ app, platform, program }: Links): void {
  if (platform !== 'win32' || !app.isPackaged) return
  app.setAsDefaultProtocolClient('patchbay', program, ['--protocol-launcher'])
}
