import { useTranslation } from 'react-i18next'
import { useQueryOf } from '../app/query'
import { numberWords } from '../ui/number-words'
import { Sparkline } from '../ui/sparkline'
import { sumOf, toneOfRun } from './run-words'

const SHOWN = 14

/** The last runs of one data connection, oldest first: how many rows, and how it ended. */
export function RunSparkline({ id }: { id: string }) {
  const { t } = useTranslation('data-connections')
  const { data: runs = [] } = useQueryOf(['dataConnections', 'runs'], { id, limit: SHOWN })
  if (runs.length === 0) return null
  const points = runs.toReversed().map((run) => {
    const value = sumOf(run, 'read')
    return {
      value,
      tone: toneOfRun(run.status),
      title: t('run.point', { status: t(`run.${run.status}`), rows: numberWords(value) }),
    }
  })
  return <Sparkline points={points} label={t('lastRuns', { count: runs.length })} />
}
