import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { FieldType, Field as TableField, TypePreview } from '../../shared/domain/table'
import { numberWords } from '../ui/number-words'
import { ValueWords } from './record-value'

const CHOICES_SHOWN = 12

type TypePreviewViewProps = {
  preview: TypePreview
  from: TableField
  to: FieldType
  /** Of a reference. */
  targetId: string | null
}

/** "9 812 convert · 14 become empty · 3 are empty", then values before and after, the lost ones first. */
export function TypePreviewView({ preview, from, to, targetId }: TypePreviewViewProps) {
  const { t } = useTranslation('table-panels')
  const { converted, lost, empty, samples, options } = preview
  const after: TableField = { ...from, type: to, settings: { ...from.settings, referenceTableId: targetId } }
  const words = (key: 'converts' | 'lost' | 'empty', count: number) =>
    t(`retype.${key}`, { count, number: numberWords(count) })
  return (
    <>
      <p role="status" className="tnum text-sm">
        {words('converts', converted)}
        <span className={lost > 0 ? 'font-medium text-bad' : ''}> · {words('lost', lost)}</span> ·{' '}
        {words('empty', empty)}
      </p>
      {samples.length > 0 ? (
        <section aria-label={t('retype.samples')} className="max-h-64 overflow-y-auto rounded-md bg-sunken px-3 py-1">
          <ul>
            {samples.map(({ recordId, before, after: value, lost: isLost }) => (
              <li key={recordId} className="flex items-center gap-2 py-1 text-sm">
                <span className="w-[45%] truncate">
                  <ValueWords field={from} value={before} />
                </span>
                <ArrowRight className="icon-sm text-muted rtl:rotate-180" aria-label={t('retype.becomes')} />
                <span className="min-w-0 flex-1 truncate">
                  {isLost ? (
                    <span className="text-bad">{t('retype.becomesEmpty')}</span>
                  ) : (
                    <ValueWords field={after} value={value} />
                  )}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {options.length > 0 ? (
        <p className="text-muted text-xs [overflow-wrap:anywhere]">
          {t('retype.choices', { count: options.length })} {options.slice(0, CHOICES_SHOWN).join(', ')}
          {options.length > CHOICES_SHOWN ? '…' : null}
        </p>
      ) : null}
      {lost > 0 ? <p className="text-muted text-xs">{t('retype.kept')}</p> : null}
    </>
  )
}
