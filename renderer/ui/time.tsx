import { useTranslation } from 'react-i18next'
import { exactTime, timeWords } from './time-words'
import { useNow } from './use-now'

type TimeProps = {
  /** ISO-8601. */
  at: string
  className?: string
}

/** How long ago, or how soon; the exact moment on hover. Keeps itself up to date. */
export function Time({ at, className }: TimeProps) {
  const { t, i18n } = useTranslation('ui')
  const now = useNow()
  const moment = new Date(at)
  const words = timeWords(moment, new Date(Math.max(now, Date.now())), i18n.language)
  return (
    <time dateTime={at} title={exactTime(moment, i18n.language)} className={`tnum ${className ?? ''}`}>
      {'text' in words ? words.text : t(words.key, { count: words.count ?? 0 })}
    </time>
  )
}
