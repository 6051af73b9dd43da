import { APP_ORIGIN } from './origin'

type Frame = { origin: string }
type Sender = { senderFrame: Frame | null; sender: { mainFrame: Frame } }

/**
 * Only the top page of our own origin may call. `senderFrame` turns null when read later, so it is read first and once.
 * The origin is Chromium's, not parsed from a URL.
 */
export function isTrustedSender(event: Sender): boolean {
  const frame = event.senderFrame
  return frame !== null && frame === event.sender.mainFrame && frame.origin === APP_ORIGIN
}
