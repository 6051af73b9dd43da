import { useTranslation } from 'react-i18next'
import { numberWords } from '../ui/number-words'
import { estimateOf, type StreamDraft } from './stream-drafts'

/** "3 of 12 chosen · about 41 223 rows". */
export function useChosenWords(drafts: StreamDraft[]): string {
  const { t } = useTranslation('data-connections')
  const rows = estimateOf(drafts)
  const count = drafts.filter(({ chosen }) => chosen).length
  const chosen = t('step.tablesHint', { count, all: drafts.length })
  return rows === null ? chosen : `${chosen} · ${t('picker.about', { rows: numberWords(rows) })}`
}
