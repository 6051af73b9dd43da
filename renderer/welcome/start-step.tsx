import { Cpu, type LucideIcon, Play, Waypoints } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cx } from '../ui/cx'
import { ErrorNote } from '../ui/error-note'
import { Spinner } from '../ui/spinner'
import type { useFinish } from './use-finish'

type WayProps = {
  icon: LucideIcon
  label: string
  hint: string
  first: boolean
  busy: boolean
  disabled: boolean
  onClick: () => void
}

function Way({ icon: Icon, label, hint, first, busy, disabled, onClick }: WayProps) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
      className={cx(
        'flex w-full items-center gap-3 rounded-lg px-4 py-3 text-start disabled:opacity-60',
        first
          ? 'bg-accent-soft shadow-[inset_0_0_0_1px_var(--accent)]'
          : 'bg-surface shadow-[inset_0_0_0_1px_var(--line)] hover:shadow-[inset_0_0_0_1px_var(--line-strong)]',
      )}
    >
      {busy ? <Spinner /> : <Icon className={cx('icon', first ? 'text-accent' : 'text-muted')} aria-hidden="true" />}
      <span className="min-w-0">
        <span className="block font-medium text-md">{label}</span>
        <span className="block text-muted text-sm">{hint}</span>
      </span>
    </button>
  )
}

type StartStepProps = { exits: ReturnType<typeof useFinish>; ownModel: boolean }

/** Three ways in; adding a model comes first for those who said that they have one. */
export function StartStep({ exits, ownModel }: StartStepProps) {
  const { t } = useTranslation('welcome')
  const demo = { id: 'demo', icon: Play, run: () => void exits.tryDemo() } as const
  const data = { id: 'data', icon: Waypoints, run: () => void exits.finish('/setup/connections/new') } as const
  const model = { id: 'model', icon: Cpu, run: () => void exits.finish('/settings/models') } as const
  const ways = ownModel ? [model, demo, data] : [demo, data, model]
  return (
    <>
      <h1 className="mb-6 text-center font-semibold text-2xl">{t('start.title')}</h1>
      <ul aria-label={t('start.label')} className="flex w-full flex-col gap-2">
        {ways.map(({ id, icon, run }, index) => (
          <li key={id}>
            <Way
              icon={icon}
              label={t(`start.${id}`)}
              hint={t(`start.${id}Hint`)}
              first={index === 0}
              busy={id === 'demo' && exits.filling}
              disabled={exits.busy}
              onClick={run}
            />
          </li>
        ))}
      </ul>
      {exits.error ? <ErrorNote className="mt-4 w-full" error={exits.error} /> : null}
    </>
  )
}
