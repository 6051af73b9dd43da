import { useTranslation } from 'react-i18next'
import { Dialog } from '../ui/dialog'
import { Kbd } from '../ui/kbd'
import { allCommands, type Command } from './command-registry'
import { useUiState } from './ui-state'

type Keyed = Command & { shortcut: string }

/** Every shortcut there is, by group. */
export function CheatSheet() {
  const { t } = useTranslation()
  const open = useUiState((state) => state.cheatSheet)
  const keyed = allCommands().filter((command): command is Keyed => command.shortcut !== undefined)
  const groups = [...new Set(keyed.map((command) => command.group))]
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => useUiState.setState({ cheatSheet: next })}
      title={t('app:shortcuts.title')}
      width={640}
    >
      <div className="columns-2 gap-10">
        {groups.map((group) => (
          <section key={group} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 font-medium text-muted text-xs">{t(`app:group.${group}`)}</h3>
            <ul>
              {keyed
                .filter((command) => command.group === group)
                .map((command) => (
                  <li key={command.id} className="flex h-7 items-center gap-2">
                    <span className="min-w-0 flex-1 truncate text-sm">{t(command.titleKey)}</span>
                    <Kbd keys={command.shortcut} />
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
