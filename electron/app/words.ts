/** What main itself says to a person: dialogs, notices and the page that replaces a window that keeps failing. */
export const WORDS = {
  openLink: {
    title: (host: string) => `Open ${host} in your browser?`,
    open: 'Open in browser',
    cancel: 'Cancel',
  },
  linkIgnored: {
    title: 'A link was ignored',
    description: 'No sign-in is waiting for it. Start the sign-in again where you began it.',
  },
  signedIn: {
    title: (label: string) => `Signed in to ${label}`,
    description: 'Its requests are signed from now on.',
  },
  signInWaits: {
    title: 'The sign-in waits for the vault',
    description: 'It goes on by itself once the vault is unlocked.',
  },
  safePage: {
    title: 'This window stopped several times',
    advice: 'Your workspace is saved. Open the window again, or quit and start Patchbay later.',
    again: 'Open the window again',
  },
} as const
