import { useTranslation } from 'react-i18next'
import { useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import type { StatusItem } from '../app/status-items'
import { Jack } from '../ui/jack'
import { shortNumberWords } from '../ui/number-words'
import { useSchedules } from './schedules-note'
import { totalRate, useProgress } from './use-progress'

/** "2 healthy · 1 needs attention · syncing 12k rows/s", always in view. */
function SyncStatus() {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const rate = totalRate(useProgress(null))
  const { paused } = useSchedules()
  const { data: all = [] } = useQueryOf(['dataConnections', 'list'])
  if (all.length === 0) return null
  const count = (...wanted: string[]) => all.filter(({ status }) => wanted.includes(status)).length
  const attention = count('failed', 'needs-reauth', 'degraded')
  const syncing = count('syncing')
  const waiting = count('rate-limited')
  const words = [
    t('status.healthyCount', { count: count('healthy') }),
    ...(attention > 0 ? [t('status.attentionCount', { count: attention })] : []),
    ...(waiting > 0 ? [t('status.waitingCount', { count: waiting })] : []),
    ...(syncing > 0
      ? [
          rate >= 1
            ? t('status.rate', { rate: shortNumberWords(Math.round(rate)) })
            : t('status.syncingCount', { count: syncing }),
        ]
      : []),
    ...(paused ? [t('status.allPaused')] : []),
  ].join(' · ')
  return (
    <button type="button" onClick={() => go('/setup/connections')} className="rounded-sm hover:text-ink">
      <Jack size={10} state={attention > 0 ? 'attention' : syncing > 0 ? 'working' : 'connected'} label={words} />
    </button>
  )
}

export const statusItems: StatusItem[] = [{ id: 'sync', side: 'start', order: 0, component: SyncStatus }]
