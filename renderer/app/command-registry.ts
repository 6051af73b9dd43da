import type { LucideIcon } from 'lucide-react'
import { matchesShortcut, type Shortcut } from '../ui/shortcut'
import { navEntries } from './screens'
import { remember } from './ui-state'

/** What a command may use of the app. */
export type CommandContext = {
  /** Goes to an address inside the app: "/tables/abc?sort=name". */
  go: (href: string) => void
  /** Where we are: "/tables/abc". */
  path: string
}

/**
 * One thing a person can do. Every `renderer/<noun>/commands.ts` exports `commands: Command[]`; palette, shortcuts,
 * cheat-sheet and the native menu all read this one list.
 */
export type Command = {
  /** noun.verb, like "chat.new". */
  id: string
  /** Key of its words: "chat:command.new". */
  titleKey: string
  group: 'create' | 'go' | 'this' | 'view' | 'help'
  shortcut?: Shortcut
  /** A second way to press it. */
  alias?: Shortcut
  icon?: LucideIcon
  /** Further words it is found by. */
  keywords?: string
  run: (context: CommandContext) => void | Promise<void>
  /** Whether it makes sense here; always when absent. */
  when?: (context: CommandContext) => boolean
}

type CommandsFile = { commands?: Command[] }

const FILES = import.meta.glob<CommandsFile>('../*/commands.ts', { eager: true })

const goCommands = (): Command[] =>
  navEntries().map(({ path, nav, shortcut }) => ({
    id: `go${path.replaceAll('/', '.')}`,
    titleKey: nav.labelKey,
    group: 'go',
    icon: nav.icon,
    ...(nav.shortcut ? { shortcut: nav.shortcut } : shortcut ? { shortcut } : {}),
    ...(nav.shortcut && shortcut ? { alias: shortcut } : {}),
    run: ({ go }) => go(path),
  }))

const GROUPS: Command['group'][] = ['this', 'create', 'go', 'view', 'help']

let known: Command[] | undefined

/** Every command, in the order of its groups. */
export function allCommands(): Command[] {
  known ??= [...Object.values(FILES).flatMap((file) => file.commands ?? []), ...goCommands()].toSorted(
    (a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group),
  )
  return known
}

let context: CommandContext = { go: () => {}, path: '/' }

/** The router says where we are and how to go elsewhere. */
export function setCommandContext(next: CommandContext): void {
  context = next
}

export const commandContext = (): CommandContext => context

export const availableCommands = (): Command[] => allCommands().filter((command) => command.when?.(context) ?? true)

/** Runs a command by its id, as the palette, the menu and the shortcuts do. False when it is unknown or makes no sense here. */
export function runCommand(id: string): boolean {
  const command = availableCommands().find((candidate) => candidate.id === id)
  if (!command) return false
  remember(id)
  void command.run(context)
  return true
}

type Pressed = Parameters<typeof matchesShortcut>[0]

/** The command that these keys mean here. While text is typed, only those with a modifier count. */
export function commandFor(pressed: Pressed, typing: boolean): Command | undefined {
  if (typing && !pressed.ctrlKey && !pressed.metaKey && !pressed.altKey) return undefined
  return availableCommands().find(({ shortcut, alias }) =>
    [shortcut, alias].some((keys) => keys !== undefined && matchesShortcut(pressed, keys)),
  )
}
