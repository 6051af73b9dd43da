import { shell } from 'electron'
import { checkExternalUrl } from './external-url'
import type { Log } from './log'

type OpenedLink = 'opened' | 'declined' | 'refused'

type ExternalDeps = {
  /** Shows the host and asks. */
  confirm: (link: { host: string; href: string }) => Promise<boolean>
  allowLoopbackHttp: boolean
  log: Log
}

export type OpenExternal = (raw: string, options?: { ask: boolean }) => Promise<OpenedLink>

/**
 * The only door to the system's browser. `ask: false` is for a sign-in page the person has just asked for by name;
 * links from messages, records and skills are always asked about.
 */
export function createOpenExternal({ confirm, allowLoopbackHttp, log }: ExternalDeps): OpenExternal {
  return async (raw, { ask } = { ask: true }) => {
    const link = checkExternalUrl(raw, { allowLoopbackHttp })
    if (!link.ok) {
      log.warn('link-refused', { reason: link.reason })
      return 'refused'
    }
    if (ask && !(await confirm(link))) return 'declined'
    await shell.openExternal(link.href)
    log.info('link-opened', { host: link.host })
    return 'opened'
  }
}
