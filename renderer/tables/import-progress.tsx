import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TransferProgress } from '../../shared/domain/transfer'
import { useEventOf } from '../app/events'
import { numberWords } from '../ui/number-words'
import { ProgressBar } from '../ui/progress-bar'

/** How far an import or export is, as main tells it. */
export function TransferProgressLine({ id, label }: { id: string; label: string }) {
  const { t } = useTranslation('table-panels')
  const [progress, setProgress] = useState<TransferProgress | null>(null)
  useEventOf('transfer-progress', (event) => {
    if (event.progress.id === id) setProgress(event.progress)
  })
  const fraction = progress?.fraction ?? null
  const count = progress?.records ?? 0
  return (
    <div className="flex flex-col gap-2 py-2">
      <p className="flex justify-between gap-4 text-sm">
        <span>{label}</span>
        <span className="tnum text-muted">{t('records', { count, number: numberWords(count) })}</span>
      </p>
      <ProgressBar look="line" label={label} {...(fraction === null ? {} : { value: fraction })} />
    </div>
  )
}
