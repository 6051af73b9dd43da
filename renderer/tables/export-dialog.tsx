import { CircleCheck } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordQuestion } from '../../shared/domain/record-question'
import type { Table } from '../../shared/domain/table'
import type { ExportFormat, ExportOutcome } from '../../shared/domain/transfer'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { byteWords, numberWords } from '../ui/number-words'
import { RadioCards } from '../ui/radio-cards'
import { Segmented } from '../ui/segmented'
import { Switch } from '../ui/switch'
import { TransferProgressLine } from './import-progress'

type ExportDialogProps = {
  table: Table
  /** Of the view. */
  question: RecordQuestion
  /** The fields that the view shows, in its order. */
  fieldIds: string[]
  onClose: () => void
}

const FORMATS = ['csv', 'json', 'jsonl'] as const satisfies readonly ExportFormat[]

type Wanted = { records: 'view' | 'table'; fields: 'view' | 'table'; format: ExportFormat; guard: boolean }

/** Records into a file: which of them, which fields, in which format. */
export function ExportDialog({ table, question, fieldIds, onClose }: ExportDialogProps) {
  const { t } = useTranslation('table-panels')
  const narrowed = question.filter !== null || question.search !== null || question.sort.length > 0
  const [wanted, setWanted] = useState<Wanted>({
    records: narrowed ? 'view' : 'table',
    fields: fieldIds.length > 0 ? 'view' : 'table',
    format: 'csv',
    guard: true,
  })
  const job = useExport(() => ({
    question: wanted.records === 'view' ? question : { tableId: table.id, filter: null, search: null, sort: [] },
    fieldIds: wanted.fields === 'view' ? fieldIds : table.fields.map(({ id }) => id),
    format: wanted.format,
    guard: wanted.guard,
  }))
  if (job.done) return <Exported transferId={job.done.id} outcome={job.done.outcome} onClose={onClose} />
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !job.id && onClose()}
      title={t('export.title', { name: table.name })}
      footer={
        job.id ? (
          <Button onClick={job.cancel}>{t('export.cancel')}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('ui:cancel')}</Button>
            <Button variant="primary" data-safe onClick={() => void job.start()}>
              {t('export.run')}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {job.id ? (
          <TransferProgressLine id={job.id} label={t('export.running')} />
        ) : (
          <Choices
            wanted={wanted}
            shown={fieldIds.length}
            all={table.fields.length}
            narrowed={narrowed}
            onChange={(part) => setWanted({ ...wanted, ...part })}
          />
        )}
        {job.error ? <ErrorNote error={job.error} /> : null}
      </div>
    </Dialog>
  )
}

type ChoicesProps = {
  wanted: Wanted
  shown: number
  all: number
  /** The view leaves records out or sorts them. */
  narrowed: boolean
  onChange: (part: Partial<Wanted>) => void
}

function Choices({ wanted, shown, all, narrowed, onChange }: ChoicesProps) {
  const { t } = useTranslation('table-panels')
  return (
    <>
      <RadioCards
        label={t('export.records')}
        columns={2}
        value={wanted.records}
        onChange={(records) => onChange({ records })}
        options={[
          { value: 'table', label: t('export.whole'), hint: t('export.wholeHint') },
          {
            value: 'view',
            label: t('export.view'),
            hint: t(narrowed ? 'export.viewHint' : 'export.viewSame'),
            disabled: !narrowed,
          },
        ]}
      />
      <div className="flex flex-wrap gap-x-6 gap-y-3">
        <div className="flex flex-col gap-1">
          <span className="font-medium text-sm" aria-hidden="true">
            {t('export.fields')}
          </span>
          <Segmented
            label={t('export.fields')}
            value={wanted.fields}
            onChange={(fields) => onChange({ fields })}
            options={[
              { value: 'view', label: t('export.shownFields', { count: shown }) },
              { value: 'table', label: t('export.allFields', { count: all }) },
            ]}
          />
        </div>
        <div className="flex flex-col gap-1">
          <span className="font-medium text-sm" aria-hidden="true">
            {t('export.format')}
          </span>
          <Segmented
            label={t('export.format')}
            value={wanted.format}
            onChange={(format) => onChange({ format })}
            options={FORMATS.map((value) => ({ value, label: t(`format.${value}`) }))}
          />
        </div>
      </div>
      {wanted.format === 'csv' ? (
        <Switch
          label={t('export.guard')}
          hint={t('export.guardHint')}
          checked={wanted.guard}
          onChange={(guard) => onChange({ guard })}
        />
      ) : null}
    </>
  )
}

type Asked = { question: RecordQuestion; fieldIds: string[]; format: ExportFormat; guard: boolean }

function useExport(asked: () => Asked) {
  const run = useCommand(['transfers', 'runExport'])
  const stop = useCommand(['transfers', 'cancel'])
  const [id, setId] = useState<string | null>(null)
  const [done, setDone] = useState<{ id: string; outcome: ExportOutcome } | null>(null)
  const cancelled = useRef(false)
  return {
    /** While it runs. */
    id,
    done,
    error: run.error,
    async start() {
      const transferId = crypto.randomUUID()
      cancelled.current = false
      setId(transferId)
      const result = await run.run({ id: transferId, ...asked() })
      setId(null)
      if (result.ok && result.value) setDone({ id: transferId, outcome: result.value })
      if (cancelled.current) run.clearError()
    },
    cancel() {
      cancelled.current = true
      if (id) void stop.run({ id })
    },
  }
}

type ExportedProps = { transferId: string; outcome: ExportOutcome; onClose: () => void }

function Exported({ transferId, outcome, onClose }: ExportedProps) {
  const { t } = useTranslation('table-panels')
  const show = useCommand(['transfers', 'showExportedFile'])
  const { fileName, records, bytes } = outcome
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('export.done')}
      footer={
        <>
          <Button busy={show.busy} onClick={() => void show.run({ id: transferId })}>
            {t('export.show')}
          </Button>
          <Button variant="primary" data-safe onClick={onClose}>
            {t('ui:close')}
          </Button>
        </>
      }
    >
      <p className="flex items-start gap-2 text-sm">
        <CircleCheck className="icon mt-0.5 text-good" aria-hidden="true" />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          {t('export.written', { count: records, number: numberWords(records), name: fileName })}
          <span className="text-muted"> · {byteWords(bytes)}</span>
        </span>
      </p>
      {show.error ? <ErrorNote error={show.error} className="mt-4" /> : null}
    </Dialog>
  )
}
