import { useEffect } from 'react'
import { commandFor, runCommand } from './command-registry'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('.cm-editor') !== null)

const MODAL = '[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"]'
/** These work over an open dialog, for they open and close one. */
const OVER_DIALOGS = ['app.palette', 'app.open']

/** One listener for every shortcut of the registry. Whoever handles a key first calls `preventDefault`. */
export function useShortcuts(): void {
  useEffect(() => {
    function handleKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || event.repeat) return
      const command = commandFor(event, isTyping(event.target))
      if (!command) return
      if (document.querySelector(MODAL) && !OVER_DIALOGS.includes(command.id)) return
      event.preventDefault()
      runCommand(command.id)
    }
    window.addEventListener('keydown', handleKeyDown)
    return () => window.removeEventListener('keydown', handleKeyDown)
  }, [])
}
