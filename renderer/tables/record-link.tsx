import { ArrowUpRight, ExternalLink } from 'lucide-react'
import { use } from 'react'
import { useTranslation } from 'react-i18next'
import type { CellValue, Field } from '../../shared/domain/table'
import { useGo } from '../app/navigation'
import { CopyButton } from '../ui/copy-button'
import { IconButton } from '../ui/icon-button'
import { LinkOpener } from '../ui/link-opener'
import { useRecordLabel } from './cell-labels'

/** Where a value leads: the record that a reference means, the page of a link. What the app does not open can be copied. */
export function RecordLink({ field, value }: { field: Field; value: CellValue }) {
  const { t } = useTranslation('table-panels')
  const open = use(LinkOpener)
  if (value === null || value === '') return null
  const { referenceTableId } = field.settings
  if (field.type === 'reference' && referenceTableId) {
    return <ReferenceLink tableId={referenceTableId} recordId={Number(value)} />
  }
  const text = String(value)
  if (field.type === 'url' && /^https:/i.test(text)) {
    return (
      <IconButton
        size="sm"
        label={t('record.openLink', { value: text })}
        icon={<ExternalLink aria-hidden="true" />}
        onClick={() => open(text)}
      />
    )
  }
  return field.type === 'url' || field.type === 'email' ? <CopyButton text={text} /> : null
}

function ReferenceLink({ tableId, recordId }: { tableId: string; recordId: number }) {
  const { t } = useTranslation('table-panels')
  const go = useGo()
  const label = useRecordLabel(tableId, recordId)
  if (label === null) return null
  return (
    <IconButton
      size="sm"
      label={t('record.open', { label: label || `#${recordId}` })}
      icon={<ArrowUpRight aria-hidden="true" />}
      onClick={() => go(`/setup/tables/${tableId}?record=${recordId}`)}
    />
  )
}
