import { KeyRound } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CellValue, Field, Table } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { SavedMark, type SaveState } from '../ui/saved-mark'
import { Switch } from '../ui/switch'
import { FieldGlyph } from './field-glyph'
import { RecordLink } from './record-link'
import { RecordText } from './record-text'
import { ValueWords } from './record-value'
import { ValueControl } from './record-value-control'

export type RecordFieldProps = {
  table: Table
  field: Field
  recordId: number
  stored: CellValue
  /** What the source says, when the value was edited here. */
  overlay: { sourceValue: CellValue } | undefined
}

const TYPED: readonly Field['type'][] = ['text', 'long-text', 'integer', 'number', 'email', 'url', 'json']

/** One value of a record, with its editor and what the source says of it. */
export function RecordField({ table, field, recordId, stored, overlay }: RecordFieldProps) {
  const { t } = useTranslation('table-panels')
  const id = useId()
  const write = useCommand(['records', 'write'])
  const [state, setState] = useState<SaveState>('idle')
  const locked = field.synced && field.primaryKey
  async function save(value: CellValue): Promise<AppError | null> {
    setState('saving')
    const result = await write.run({
      tableId: table.id,
      edits: [{ recordId, values: { [field.id]: value } }],
      adds: [],
    })
    setState(result.ok ? 'saved' : 'failed')
    return result.ok ? null : result.error
  }
  const isTyped = TYPED.includes(field.type)
  return (
    <div className="flex flex-col gap-1">
      <div className="flex min-h-5 items-center gap-1.5 text-muted text-xs">
        <FieldGlyph type={field.type} />
        <label htmlFor={id} className="min-w-0 truncate font-medium" title={t(`type.${field.type}`)}>
          {field.name}
        </label>
        {field.primaryKey ? <KeyRound className="size-3 shrink-0" aria-label={t('record.key')} /> : null}
        <span className="ms-auto shrink-0">
          <SavedMark state={state} />
        </span>
      </div>
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">
          {isTyped ? (
            <RecordText id={id} field={field} stored={stored} locked={locked} onSave={save} />
          ) : field.type === 'boolean' ? (
            <Switch
              hideLabel
              label={field.name}
              checked={stored === true || stored === 1}
              disabled={locked}
              onChange={(value) => void save(value)}
            />
          ) : (
            <ValueControl
              id={id}
              field={field}
              value={stored}
              disabled={locked}
              error={write.error}
              onCommit={async (value) => (await save(value)) === null}
            />
          )}
        </div>
        <span className="flex min-h-8 items-center empty:hidden">
          <RecordLink field={field} value={stored} />
        </span>
      </div>
      {locked ? <p className="text-muted text-xs">{t('record.locked')}</p> : null}
      {field.vanished ? <p className="text-muted text-xs">{t('field.vanished')}</p> : null}
      {overlay ? <FromSource table={table} field={field} recordId={recordId} value={overlay.sourceValue} /> : null}
      {write.error && (isTyped || field.type === 'boolean') ? <ErrorNote compact error={write.error} /> : null}
    </div>
  )
}

type FromSourceProps = { table: Table; field: Field; recordId: number; value: CellValue }

/** The value that the source has, and the way back to it. */
function FromSource({ table, field, recordId, value }: FromSourceProps) {
  const { t } = useTranslation('table-panels')
  const revert = useCommand(['records', 'revert'])
  const source = table.dataConnectionName ?? table.sourceId
  return (
    <>
      <div className="flex items-center gap-2 border-accent border-s-2 ps-2 text-xs">
        <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
          <span className="text-muted">{t('record.fromSource', { source })}</span>{' '}
          <ValueWords field={field} value={value} />
        </p>
        <Button
          size="sm"
          variant="ghost"
          busy={revert.busy}
          aria-label={t('record.revertNamed', { name: field.name })}
          onClick={() => void revert.run({ tableId: table.id, recordId, fieldId: field.id })}
        >
          {t('record.revert')}
        </Button>
      </div>
      {revert.error ? <ErrorNote compact error={revert.error} /> : null}
    </>
  )
}
