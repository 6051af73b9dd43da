import { Check, Minus } from 'lucide-react'
import { type MouseEvent, use } from 'react'
import { useTranslation } from 'react-i18next'
import type { CellValue, Field } from '../../shared/domain/table'
import { cx } from '../ui/cx'
import { LinkOpener } from '../ui/link-opener'
import { ChoiceChip } from './cell-choice'
import { useRecordLabel } from './cell-labels'
import { cellText, choicesOf } from './cell-text'

type CellViewProps = {
  field: Field
  value: CellValue
  /** Several lines instead of one. */
  tall?: boolean
}

/** A value as its type is best read. Nothing for an empty one. */
export function CellView({ field, value, tall = false }: CellViewProps) {
  if (value === null || value === '') return null
  switch (field.type) {
    case 'boolean':
      return <BooleanView value={value === true || value === 1} />
    case 'select':
      return <ChoiceChip name={String(value)} options={field.settings.options} />
    case 'multi-select':
      return (
        <span className={cx('inline-flex max-w-full gap-1 align-middle', tall && 'flex-wrap')}>
          {choicesOf(value).map((name) => (
            <ChoiceChip key={name} name={name} options={field.settings.options} className="shrink-0" />
          ))}
        </span>
      )
    case 'reference':
      return <ReferenceView field={field} value={value} />
    case 'url':
      return <LinkView url={String(value)} />
    case 'json':
      return <span className="font-mono text-xs">{cellText(value, field)}</span>
    default:
      return tall ? <span className="whitespace-pre-line">{cellText(value, field)}</span> : cellText(value, field)
  }
}

function BooleanView({ value }: { value: boolean }) {
  const { t } = useTranslation('tables')
  return (
    <span
      role="img"
      data-check
      aria-label={t(value ? 'yes' : 'no')}
      className={cx(
        'inline-flex size-4 items-center justify-center rounded-sm align-middle',
        value ? 'bg-accent-soft text-accent' : 'text-muted',
      )}
    >
      {value ? <Check className="size-3 stroke-3" /> : <Minus className="size-3" />}
    </span>
  )
}

function ReferenceView({ field, value }: Pick<CellViewProps, 'field' | 'value'>) {
  const { t } = useTranslation('tables')
  const label = useRecordLabel(field.settings.referenceTableId, Number(value))
  return (
    <span className="inline-block max-w-full truncate rounded-sm bg-hover px-1.5 align-middle leading-5">
      {label === null ? <span className="text-muted">{t('goneRecord', { id: value })}</span> : (label ?? '…')}
    </span>
  )
}

/** Looks like a link and opens with Ctrl or Command held, so that no click opens one by accident. */
function LinkView({ url }: { url: string }) {
  const { t } = useTranslation('tables')
  const open = use(LinkOpener)
  function handleClick(event: MouseEvent) {
    if (!event.ctrlKey && !event.metaKey) return
    event.stopPropagation()
    open(url)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the record's panel has the same link for the keyboard.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    <span
      title={t('linkHint')}
      data-link
      onClick={handleClick}
      className="text-read underline decoration-line-strong underline-offset-3"
    >
      {url}
    </span>
  )
}
