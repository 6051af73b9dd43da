/**
 * Switches that hand the program to whoever starts it: debugging doors, code to load, traffic to divert.
 * Fuses do not stop `--remote-debugging-port`, so a packaged build refuses to start with any of these.
 */
const REFUSED = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'inspect-wait',
  'inspect-publish-uid',
  'debug',
  'debug-brk',
  'js-flags',
  'load-extension',
  'disable-extensions-except',
  'proxy-server',
  'proxy-pac-url',
  'host-rules',
  'host-resolver-rules',
  'disable-web-security',
  'allow-running-insecure-content',
  'ignore-certificate-errors',
  'unsafely-treat-insecure-origin-as-secure',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'ssl-key-log-file',
]
const REFUSED_FAMILY = /^(?:--?|\/)(remote-debugging-[\w-]*|inspect(?:-[\w-]*)?)(?:=|$)/i

type Guarded = {
  isPackaged: boolean
  argv: readonly string[]
  hasSwitch: (name: string) => boolean
  refuse: (sentence: string) => void
}

/** True when the program may go on. Development builds are let through: test drivers need the debugging port. */
export function allowStart({ isPackaged, argv, hasSwitch, refuse }: Guarded): boolean {
  if (!isPackaged) return true
  const found = refusedSwitch(argv, hasSwitch)
  if (found === null) return true
  refuse(`Patchbay does not start with --${found}: it would open the workspace to other programs.`)
  return false
}

function refusedSwitch(argv: readonly string[], hasSwitch: (name: string) => boolean): string | null {
  const known = REFUSED.find((name) => hasSwitch(name))
  if (known) return known
  for (const argument of argv.slice(1)) {
    const family = REFUSED_FAMILY.exec(argument)
    if (family?.[1]) return family[1].toLowerCase()
  }
  return null
}
