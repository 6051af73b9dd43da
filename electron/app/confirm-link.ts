import { type BrowserWindow, dialog } from 'electron'
import { WORDS } from './words'

const MAX_SHOWN = 300

/** Asks before a link is opened, with its host in ASCII. Cancel is the default, so a stray Enter opens nothing. */
export async function confirmLink(
  window: BrowserWindow | null,
  { host, href }: { host: string; href: string },
): Promise<boolean> {
  const { title, open, cancel } = WORDS.openLink
  const question = {
    type: 'question' as const,
    message: title(host),
    detail: href.length > MAX_SHOWN ? `${href.slice(0, MAX_SHOWN)}…` : href,
    buttons: [open, cancel],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  const { response } = window ? await dialog.showMessageBox(window, question) : await dialog.showMessageBox(question)
  return response === 0
}
