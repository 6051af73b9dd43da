import { Clock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { FilterRule } from '../../shared/domain/record-question'
import type { Field } from '../../shared/domain/table'
import { IconButton } from '../ui/icon-button'
import { TextInput } from '../ui/text-input'

type MomentInputProps = { field: Field; value: FilterRule['value']; onChange: (value: FilterRule['value']) => void }

const two = (part: number): string => String(part).padStart(2, '0')

/** A stored moment as `datetime-local` wants it, in the time zone of this computer. */
function toLocal(moment: string): string {
  const at = new Date(moment)
  if (Number.isNaN(at.getTime())) return ''
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** A day, or for a date and time also a moment of it. */
export function MomentInput({ field, value, onChange }: MomentInputProps) {
  const { t } = useTranslation('table-tools')
  const text = String((Array.isArray(value) ? value[0] : value) ?? '')
  const withTime = text.includes('T')
  return (
    <div className="flex min-w-0 flex-1 items-center gap-1">
      <TextInput
        key={withTime ? 'moment' : 'day'}
        type={withTime ? 'datetime-local' : 'date'}
        value={withTime ? toLocal(text) : text}
        onChange={(typed) => onChange(typed === '' ? null : withTime ? new Date(typed).toISOString() : typed)}
        aria-label={t('filter.value')}
        max={withTime ? '9999-12-31T23:59' : '9999-12-31'}
      />
      {field.type === 'datetime' ? (
        <IconButton
          label={t('filter.withTime')}
          pressed={withTime}
          disabled={text === ''}
          icon={<Clock aria-hidden="true" />}
          onClick={() => onChange(withTime ? toLocal(text).slice(0, 10) : new Date(`${text}T00:00`).toISOString())}
        />
      ) : null}
    </div>
  )
}
