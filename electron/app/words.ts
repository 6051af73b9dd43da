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
  tray: {
    open: 'Open Patchbay',
    syncNow: 'Sync now',
    pause: 'Pause syncing',
    resume: 'Resume syncing',
    quit: 'Quit',
  },
  syncing: {
    idle: 'Data connections are up to date',
    paused: 'Syncing is paused',
    offline: 'Syncing waits for a network',
    running: (count: number) =>
      count === 1 ? '1 data connection is syncing' : `${count} data connections are syncing`,
    attention: (count: number) =>
      count === 1 ? '1 data connection needs attention' : `${count} data connections need attention`,
  },
  keptSyncing: {
    title: 'Patchbay goes on syncing',
    body: 'Its icon beside the clock opens or quits it, and so does starting it again. Settings say whether it stays.',
    ok: 'OK',
  },
  news: {
    'needs-reauth': (name: string) => `${name} has to be reconnected`,
    failed: (name: string) => `${name} was not synced`,
    paused: (name: string) => `${name} was paused`,
    recovered: (name: string) => `${name} syncs again`,
    question: (name: string) => `${name} has a question about deleted records`,
    fields: (name: string) => `The fields of ${name} have changed`,
    late: (name: string) => `${name} has not synced for long`,
    several: (count: number) => `${count} data connections have news`,
  },
  safePage: {
    title: 'This window stopped several times',
    advice: 'Your workspace is saved. Open the window again, or quit and start Patchbay later.',
    again: 'Open the window again',
  },
} as const
