import { Menu, nativeImage, Tray } from 'electron'
import { type SyncSummary, syncWords, trayTemplate } from './tray-template'

type TrayOptions = { iconFile: string; isMac: boolean; actions: Parameters<typeof trayTemplate>[1] }
export type AppTray = { show: (summary: SyncSummary) => void; remove: () => void }

/** The icon beside the clock. Null on desktops that have no place for one. */
export function createTray({ iconFile, isMac, actions }: TrayOptions): AppTray | null {
  try {
    const image = nativeImage.createFromPath(iconFile)
    if (isMac) image.setTemplateImage(true)
    const tray = new Tray(image)
    tray.on('click', () => actions.open())
    return {
      show(summary) {
        tray.setToolTip(`Patchbay: ${syncWords(summary)}`)
        tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(summary, actions)))
      },
      remove: () => tray.destroy(),
    }
  } catch {
    return null
  }
}
