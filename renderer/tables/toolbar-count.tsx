import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import { Num } from '../ui/num'
import { numberWords } from '../ui/number-words'
import { Spinner } from '../ui/spinner'
import type { RecordCount } from './view-count'

/** "1 000 000 records", "12 345 of 1 000 000"; while it is counted, a way to stop. */
export function ToolbarCount({ count }: { count: RecordCount }) {
  const { t } = useTranslation('table-tools')
  const { found, total, counting, stopped, stop, again } = count
  return (
    <span className="flex shrink-0 items-center gap-1.5 text-muted text-xs">
      <span role="status" className="flex items-center gap-1.5 whitespace-nowrap">
        {found === undefined ? (
          counting ? (
            <>
              <Spinner className="size-3" />
              {t('count.counting')}
            </>
          ) : stopped ? (
            t('count.stopped')
          ) : null
        ) : total === null || total === found ? (
          <Num value={found} unit={t('count.records', { count: found })} />
        ) : (
          <span className="tnum">{t('count.of', { found: numberWords(found), total: numberWords(total) })}</span>
        )}
      </span>
      {counting && found === undefined ? (
        <Button size="sm" variant="ghost" aria-label={t('count.stopNamed')} onClick={stop}>
          {t('count.stop')}
        </Button>
      ) : null}
      {stopped && found === undefined ? (
        <Button size="sm" variant="ghost" onClick={again}>
          {t('count.again')}
        </Button>
      ) : null}
    </span>
  )
}
