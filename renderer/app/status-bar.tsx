import { useTranslation } from 'react-i18next'
import { statusItems } from './status-items'

/** One line at the foot of the window: what runs, what waits, what needs a hand. */
export function StatusBar() {
  const { t } = useTranslation('app')
  const side = (name: 'start' | 'end') =>
    statusItems.filter((item) => item.side === name).map(({ id, component: Item }) => <Item key={id} />)
  return (
    <section
      aria-label={t('status.label')}
      className="tnum flex h-6 shrink-0 items-center gap-4 border-line border-t bg-sunken px-3 text-2xs text-muted"
    >
      <div className="flex min-w-0 flex-1 items-center gap-4 overflow-hidden whitespace-nowrap">{side('start')}</div>
      <div className="flex shrink-0 items-center gap-4">{side('end')}</div>
    </section>
  )
}
