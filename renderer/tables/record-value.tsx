import { useTranslation } from 'react-i18next'
import type { CellValue, Field } from '../../shared/domain/table'
import { useRecordLabel } from './cell-labels'
import { cellText } from './cell-text'

const LONGEST = 300

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

type ValueWordsProps = {
  /** Absent when it is not known any more. */
  field?: Field | undefined
  value: CellValue
}

/** A value in words, as its field means it; a reference by the label of its record. */
export function ValueWords({ field, value }: ValueWordsProps) {
  const { t } = useTranslation('table-panels')
  const isReference = field?.type === 'reference' && typeof value === 'number'
  const label = useRecordLabel(isReference ? field.settings.referenceTableId : null, isReference ? value : null)
  if (value === null || value === '') return <span className="text-muted">{t('value.empty')}</span>
  const isTrue = value === true || value === 1
  if (typeof value === 'boolean' || field?.type === 'boolean')
    return <span>{t(isTrue ? 'value.yes' : 'value.no')}</span>
  return <span>{shortened(cellText(value, field, label ?? undefined))}</span>
}
