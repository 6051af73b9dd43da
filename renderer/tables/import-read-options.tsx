import { useTranslation } from 'react-i18next'
import { ENCODINGS } from '../../shared/domain/encodings'
import type { ImportOptions, ImportPreview } from '../../shared/domain/transfer'
import { Field } from '../ui/field'
import { Select } from '../ui/select'

const DELIMITERS = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'bar'],
] as const

type ReadOptionsProps = { found: ImportPreview['options']; onChange: (part: ImportOptions) => void }

/** How the file is read: what was detected, and other ways. */
export function ReadOptions({ found, onChange }: ReadOptionsProps) {
  const { t } = useTranslation('table-panels')
  const isCsv = found.format === 'csv'
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      <Field required label={t('import.format')}>
        <Select
          value={found.format}
          onChange={(format) => onChange({ format })}
          options={[
            { value: 'csv', label: 'CSV' },
            { value: 'jsonl', label: t('format.jsonl') },
          ]}
        />
      </Field>
      <Field required label={t('import.encoding')}>
        <Select
          value={found.encoding}
          onChange={(encoding) => onChange({ encoding })}
          options={ENCODINGS.map((value) => ({ value, label: t(`import.encodings.${value}`) }))}
        />
      </Field>
      {isCsv ? (
        <>
          <Field required label={t('import.delimiter')}>
            <Select
              value={found.delimiter}
              onChange={(delimiter) => onChange({ delimiter })}
              options={DELIMITERS.map(([value, name]) => ({ value, label: t(`import.delimiters.${name}`) }))}
            />
          </Field>
          <Field required label={t('import.firstLine')}>
            <Select
              value={found.hasHeader ? 'names' : 'values'}
              onChange={(first) => onChange({ hasHeader: first === 'names' })}
              options={[
                { value: 'names', label: t('import.names') },
                { value: 'values', label: t('import.values') },
              ]}
            />
          </Field>
        </>
      ) : null}
    </div>
  )
}
