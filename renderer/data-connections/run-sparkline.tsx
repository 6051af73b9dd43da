import { useTranslation } from 'react-i18next'
import type { SyncRun } from '../../shared/domain/data-connection'
import { useQueryOf } from '../app/query'
import { Sparkline } from '../ui/sparkline'

const SHOWN = 14

const TONE: Record<SyncRun['status'], 'good' | 'warn' | 'bad' | 'muted' | 'accent'> = {
  running: 'accent',
  succeeded: 'good',
  partial: 'warn',
  failed: 'bad',
  cancelled: 'muted',
  interrupted: 'muted',
}

/** The last runs of one data connection, oldest first: how many rows, and how it ended. */
export function RunSparkline({ id }: { id: string }) {
  const { t } = useTranslation('data-connections')
  const { data: runs = [] } = useQueryOf(['dataConnections', 'runs'], { id, limit: SHOWN })
  if (runs.length === 0) return null
  const points = runs.toReversed().map(({ status, streams }) => ({
    value: streams.reduce((sum, { counts }) => sum + counts.read, 0),
    tone: TONE[status],
    title: t(`run.${status}`),
  }))
  return <Sparkline points={points} label={t('lastRuns', { count: runs.length })} />
}
