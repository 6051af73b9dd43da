import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import type { ImportOptions, ImportPreview } from '../../shared/domain/transfer'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { TextInput } from '../ui/text-input'
import { ImportColumns } from './import-columns'
import { BadLines, PreviewRows } from './import-lines'
import type { ImportPlan } from './import-plan'
import { ReadOptions } from './import-read-options'

const NEW = '-'

type ImportSetupProps = {
  preview: ImportPreview
  plan: ImportPlan
  /** Tables made by hand: the ones that take records from a file. */
  tables: Table[]
  /** The table that is open: offered first. */
  table: Table | undefined
  onPlan: (plan: ImportPlan) => void
  onOptions: (part: ImportOptions) => void
}

/** How the file is read, where its records go, and its columns one by one. */
export function ImportSetup({ preview, plan, tables, table, onPlan, onOptions }: ImportSetupProps) {
  const { t } = useTranslation('table-panels')
  const into = tables.find(({ id }) => id === plan.tableId)
  const offered = tables.toSorted((a, b) => Number(b.id === table?.id) - Number(a.id === table?.id))
  return (
    <>
      <ReadOptions found={preview.options} onChange={onOptions} />
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <Field required label={t('import.into')}>
          <Select
            value={plan.tableId ?? NEW}
            onChange={(id) => onPlan({ ...plan, tableId: id === NEW ? null : id, changes: {} })}
            options={[
              { value: NEW, label: t('import.newTable') },
              ...offered.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </Field>
        {into ? null : (
          <Field required label={t('name')}>
            <TextInput value={plan.name} maxLength={120} onChange={(name) => onPlan({ ...plan, name })} />
          </Field>
        )}
      </div>
      <section className="flex flex-col gap-1">
        <h3 className="font-medium text-sm">{t('import.columns')}</h3>
        <ImportColumns preview={preview} plan={plan} table={into} onChange={onPlan} />
      </section>
      <section className="flex flex-col gap-2">
        <h3 className="font-medium text-sm">{t('import.preview')}</h3>
        <PreviewRows preview={preview} />
      </section>
      {preview.badLines.length > 0 ? (
        <section className="flex flex-col gap-2">
          <h3 className="font-medium text-sm">
            {t(preview.complete ? 'import.bad' : 'import.badSoFar', { count: preview.badLines.length })}
          </h3>
          <BadLines lines={preview.badLines} />
        </section>
      ) : null}
    </>
  )
}
