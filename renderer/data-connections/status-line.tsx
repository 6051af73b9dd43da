import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection } from '../../shared/domain/data-connection'
import { Jack } from '../ui/jack'
import { Time } from '../ui/time'
import { jackOf } from './status-jack'
import { type Schedules, statusParts } from './status-parts'

type StatusLineProps = { connection: DataConnection; schedules: Schedules }

/** "Healthy · 3 min ago · next in 12 min". */
export function StatusLine({ connection, schedules }: StatusLineProps) {
  const { t } = useTranslation('data-connections')
  const { last, next, until, byHand } = statusParts(connection, schedules)
  const parts: [string, ReactNode][] = []
  if (last)
    parts.push([
      'last',
      <Fragment key="last">
        {connection.status === 'healthy' ? null : t('status.last')} <Time at={last} />
      </Fragment>,
    ])
  if (until)
    parts.push([
      'until',
      <Fragment key="until">
        {t('status.goesOn')} <Time at={until} />
      </Fragment>,
    ])
  if (next)
    parts.push([
      'next',
      <Fragment key="next">
        {t('status.next')} <Time at={next} />
      </Fragment>,
    ])
  if (byHand) parts.push(['hand', t('status.byHand')])
  return (
    <span className="flex min-w-0 shrink-0 items-center gap-1">
      <Jack state={jackOf(connection.status)} label={t(`status.${connection.status}`)} className="shrink-0" />
      {parts.map(([key, words]) => (
        <span key={key} className="truncate">
          · {words}
        </span>
      ))}
    </span>
  )
}
