import { app } from 'electron'
import { deepLinkIn, type OAuthCallback, parseDeepLink } from './deep-link'

type InstanceDeps = {
  argv: readonly string[]
  /** Somebody started the program again, or followed a link to it: show what is already there. */
  onStartedAgain: () => void
  /** A deep link arrived; null when it was not a well-formed sign-in callback. */
  onLink: (callback: OAuthCallback | null) => void
}

type Instance = {
  /** False: another process has this profile and was told, so this one has to quit. */
  isFirst: boolean
  /** Call once the window can show something: links that came before it are delivered then, later ones at once. */
  deliverLinks: () => void
}

/** Claims the profile for this process. The lock is keyed by `userData`, which has to be set before. */
export function claimSingleInstance({ argv, onStartedAgain, onLink }: InstanceDeps): Instance {
  if (!app.requestSingleInstanceLock()) return { isFirst: false, deliverLinks: () => undefined }
  let waiting: string[] | null = []
  const receive = (link: string | null) => {
    if (link === null) return
    if (waiting) waiting.push(link)
    else onLink(parseDeepLink(link))
  }
  receive(deepLinkIn(argv))
  app.on('second-instance', (_event, secondArgv) => {
    onStartedAgain()
    receive(deepLinkIn(secondArgv))
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    onStartedAgain()
    receive(url)
  })
  const deliverLinks = () => {
    const links = waiting ?? []
    waiting = null
    for (const link of links) onLink(parseDeepLink(link))
  }
  return { isFirst: true, deliverLinks }
}
