import { useQuery } from '@tanstack/react-query'
import { Command as Cmdk } from 'cmdk'
import { ArrowRight } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Kbd } from '../ui/kbd'
import { availableCommands, type Command, commandContext } from './command-registry'
import { rank } from './fuzzy'
import { type PaletteItem, sourcedItems } from './palette-sources'
import { type PaletteMode, remember, useUiState } from './ui-state'

type Entry = PaletteItem & { label: string }

const SHOWN = 60
const RECENT_SHOWN = 5

const close = () => useUiState.setState({ palette: null })

function choose(item: Entry) {
  close()
  remember(item.id)
  void item.run(commandContext())
}

function useEntries(mode: PaletteMode, query: string): Entry[] {
  const { t } = useTranslation()
  const { data: found = [] } = useQuery({
    queryKey: ['palette', query],
    queryFn: () => sourcedItems(query),
    placeholderData: (former) => former,
    staleTime: 0,
    gcTime: 0,
  })
  const toEntry = ({ titleKey, group, ...command }: Command): Entry => ({
    ...command,
    title: t(titleKey),
    label: t(`app:group.${group}`),
  })
  const things = found.map((item) => ({ ...item, label: t(item.labelKey) }))
  if (mode === 'open') return things
  const commands = availableCommands().filter(({ id }) => id !== 'app.palette')
  return [...commands.map(toEntry), ...things]
}

function Item({ item }: { item: Entry }) {
  const Icon = item.icon ?? ArrowRight
  return (
    <Cmdk.Item
      value={item.id}
      onSelect={() => choose(item)}
      className="group flex h-9 items-center gap-2.5 rounded-md px-2.5 text-sm data-[selected=true]:bg-hover"
    >
      <Icon className="icon text-muted group-data-[selected=true]:text-ink" aria-hidden="true" />
      <span className="min-w-0 truncate">
        {item.title}
        {item.subtitle ? <span className="ms-2 text-muted text-xs">{item.subtitle}</span> : null}
      </span>
      <span className="ms-auto shrink-0 text-muted text-xs">{item.label}</span>
      {item.shortcut ? <Kbd keys={item.shortcut} /> : null}
    </Cmdk.Item>
  )
}

const HEADING =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:font-medium'

function Results({ mode, query }: { mode: PaletteMode; query: string }) {
  const { t } = useTranslation('app')
  const recents = useUiState((state) => state.recents)
  const entries = rank(useEntries(mode, query), query, recents).slice(0, SHOWN)
  const recent = query.trim() ? [] : entries.filter(({ id }) => recents.includes(id)).slice(0, RECENT_SHOWN)
  const rest = entries.filter((entry) => !recent.includes(entry))
  return (
    <Cmdk.List className="max-h-[min(420px,60vh)] scroll-py-1 overflow-y-auto p-1.5">
      <Cmdk.Empty className="px-2.5 py-6 text-center text-muted text-sm">{t('palette.none')}</Cmdk.Empty>
      {recent.length > 0 ? (
        <Cmdk.Group heading={t('palette.recent')} className={HEADING}>
          {recent.map((item) => (
            <Item key={item.id} item={item} />
          ))}
        </Cmdk.Group>
      ) : null}
      {rest.length > 0 ? (
        <Cmdk.Group className={HEADING} {...(recent.length > 0 ? { heading: t('palette.all') } : {})}>
          {rest.map((item) => (
            <Item key={item.id} item={item} />
          ))}
        </Cmdk.Group>
      ) : null}
    </Cmdk.List>
  )
}

function Body({ mode }: { mode: PaletteMode }) {
  const { t } = useTranslation('app')
  const [query, setQuery] = useState('')
  return (
    <Cmdk label={t('palette.title')} shouldFilter={false} loop className="flex flex-col">
      <Cmdk.Input
        value={query}
        onValueChange={setQuery}
        placeholder={t(`palette.placeholder.${mode}`)}
        className="h-12 border-line border-b bg-transparent px-4 text-md outline-none focus-visible:outline-none"
      />
      <Results mode={mode} query={query} />
    </Cmdk>
  )
}

/** Everything by name: commands, screens, and whatever the nouns offer. */
export function Palette() {
  const { t } = useTranslation('app')
  const mode = useUiState((state) => state.palette)
  return (
    <Dialog.Root open={mode !== null} onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <div className="pointer-events-none fixed inset-0 z-40 flex items-start justify-center p-6 pt-[14vh]">
          <Dialog.Content
            aria-describedby={undefined}
            className="pointer-events-auto w-[600px] max-w-full animate-float overflow-hidden rounded-lg bg-float text-ink shadow-dialog outline-none"
          >
            <Dialog.Title className="sr-only">{t('palette.title')}</Dialog.Title>
            {mode ? <Body key={mode} mode={mode} /> : null}
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
