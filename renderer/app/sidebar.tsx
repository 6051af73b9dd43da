import { useTranslation } from 'react-i18next'
import { cx } from '../ui/cx'
import { Kbd } from '../ui/kbd'
import { Tooltip } from '../ui/tooltip'
import { Logo } from './logo'
import type { NavEntry } from './screens'

type SidebarProps = {
  entries: NavEntry[]
  /** The path we are on. */
  path: string
  /** Icons only. */
  collapsed: boolean
  onGo: (path: string) => void
}

const isHere = (path: string, entry: string) => path === entry || path.startsWith(`${entry}/`)

function Entry({
  entry,
  here,
  collapsed,
  onGo,
}: {
  entry: NavEntry
  here: boolean
  collapsed: boolean
  onGo: () => void
}) {
  const { t } = useTranslation()
  const { icon: Icon, labelKey, shortcut } = entry.nav
  const label = t(labelKey)
  const keys = shortcut ?? entry.shortcut
  return (
    <Tooltip label={collapsed ? label : ''} shortcut={keys} side="right">
      <a
        href={`#${entry.path}`}
        aria-current={here ? 'page' : undefined}
        aria-label={collapsed ? label : undefined}
        draggable={false}
        onClick={(event) => {
          event.preventDefault()
          onGo()
        }}
        className={cx(
          'group flex items-center gap-2.5 rounded-md text-sm transition-colors duration-100 focus-visible:-outline-offset-2',
          collapsed ? 'size-8 justify-center' : 'h-7 w-full px-2',
          here ? 'bg-press font-medium text-ink' : 'text-muted hover:bg-hover hover:text-ink',
        )}
      >
        <Icon className={cx('icon', here && 'text-accent')} aria-hidden="true" />
        {collapsed ? null : <span className="min-w-0 flex-1 truncate">{label}</span>}
        {keys && !collapsed ? (
          <Kbd keys={keys} className="opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100" />
        ) : null}
      </a>
    </Tooltip>
  )
}

/** The nouns, top to bottom. The one with a list below it (chat) takes the room that is left. */
export function Sidebar({ entries, path, collapsed, onGo }: SidebarProps) {
  const { t } = useTranslation('app')
  const group = (name: NavEntry['nav']['group']) => entries.filter((entry) => entry.nav.group === name)
  const list = (items: NavEntry[]) =>
    items.map((entry) => {
      const { Below } = entry.nav
      const here = isHere(path, entry.path)
      return (
        <li key={entry.path} className={cx(Below && !collapsed && 'flex min-h-0 flex-col')}>
          <Entry entry={entry} here={here} collapsed={collapsed} onGo={() => onGo(entry.path)} />
          {Below && !collapsed ? (
            <div className="mt-0.5 mb-2 min-h-0 overflow-y-auto">
              <Below />
            </div>
          ) : null}
        </li>
      )
    })
  const setup = group('setup')
  return (
    <nav
      aria-label={t('sidebar.label')}
      className={cx(
        'flex shrink-0 flex-col border-line border-e bg-sunken',
        collapsed ? 'w-12 items-center px-2' : 'w-sidebar px-2',
      )}
    >
      <div className="drag titlebar-start flex h-bar shrink-0 items-center gap-2 px-2">
        <Logo />
        {collapsed ? null : <span className="truncate font-semibold text-sm">Patchbay</span>}
      </div>
      <ul className="flex min-h-0 flex-1 flex-col gap-0.5 overflow-y-auto">
        {list(group('main'))}
        {setup.length > 0 ? (
          <li className="mt-3">
            {collapsed ? (
              <div className="mx-auto mb-1 h-px w-5 bg-line-strong" />
            ) : (
              <p className="px-2 pb-1 font-medium text-muted text-xs">{t('sidebar.setup')}</p>
            )}
            <ul aria-label={t('sidebar.setup')} className="flex flex-col gap-0.5">
              {list(setup)}
            </ul>
          </li>
        ) : null}
      </ul>
      <ul className="flex shrink-0 flex-col gap-0.5 py-2">{list(group('foot'))}</ul>
    </nav>
  )
}
