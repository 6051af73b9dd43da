import { FileInput } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import type { ImportFile, ImportOptions, ImportOutcome } from '../../shared/domain/transfer'
import { api } from '../app/api'
import { skipToken, useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { byteWords } from '../ui/number-words'
import { Skeleton } from '../ui/skeleton'
import { type ImportPlan, problemOf, tableNameOf, targetOf } from './import-plan'
import { TransferProgressLine } from './import-progress'
import { ImportResult } from './import-result'
import { ImportSetup } from './import-setup'

type ImportDialogProps = {
  /** A file that was dropped; null when one is to be chosen. */
  file: ImportFile | null
  tables: Table[]
  /** The table that is open. */
  table: Table | undefined
  onClose: () => void
  /** To the table that got the records. */
  onOpen: (tableId: string) => void
}

/** From a file to records: how it is read, where it goes, column by column, and what came of it. */
export function ImportDialog({ file: dropped, tables, table, onClose, onOpen }: ImportDialogProps) {
  const [file, setFile] = useState(dropped)
  const [outcome, setOutcome] = useState<{ transferId: string; outcome: ImportOutcome; isNew: boolean } | null>(null)
  const forget = useEffectEvent(() => file && void api.transfers.forgetFile({ fileId: file.id }))
  useEffect(() => () => void forget(), [])
  function handleDone(transferId: string, done: ImportOutcome, isNew: boolean) {
    setOutcome({ transferId, outcome: done, isNew })
  }
  if (outcome) return <ImportResult {...outcome} onClose={onClose} onOpen={onOpen} />
  if (!file) return <ChooseFile onFile={setFile} onClose={onClose} />
  return <ReadFile key={file.id} file={file} tables={tables} table={table} onClose={onClose} onDone={handleDone} />
}

function ChooseFile({ onFile, onClose }: { onFile: (file: ImportFile) => void; onClose: () => void }) {
  const { t } = useTranslation('table-panels')
  const choose = useCommand(['transfers', 'chooseImportFile'])
  async function handleChoose() {
    const result = await choose.run()
    if (result.ok && result.value) onFile(result.value)
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('import.title')}>
      <div className="flex flex-col items-center gap-3 rounded-lg border border-line-strong border-dashed px-6 py-10 text-center">
        <FileInput className="size-6 text-muted" strokeWidth={1.5} aria-hidden="true" />
        <p className="text-balance text-muted text-sm">{t('import.choose')}</p>
        <Button variant="primary" data-safe busy={choose.busy} onClick={() => void handleChoose()}>
          {t('import.chooseFile')}
        </Button>
      </div>
      {choose.error ? <ErrorNote error={choose.error} className="mt-4" /> : null}
    </Dialog>
  )
}

type ReadFileProps = {
  file: ImportFile
  tables: Table[]
  table: Table | undefined
  onClose: () => void
  onDone: (transferId: string, outcome: ImportOutcome, isNew: boolean) => void
}

function ReadFile({ file, tables, table, onClose, onDone }: ReadFileProps) {
  const { t } = useTranslation('table-panels')
  const [options, setOptions] = useState<ImportOptions>({})
  const [transferId, setTransferId] = useState<string | null>(null)
  const [plan, setPlan] = useState<ImportPlan>({ tableId: null, name: tableNameOf(file.name), changes: {} })
  const run = useCommand(['transfers', 'runImport'])
  const cancel = useCommand(['transfers', 'cancel'])
  const cancelled = useRef(false)
  const own = tables.filter(({ kind }) => kind === 'own')
  const { data, error } = useQueryOf(
    ['transfers', 'inspectImport'],
    transferId ? skipToken : { fileId: file.id, options },
    { keep: true },
  )
  const target = data ? targetOf(plan, data.columns, own) : null
  const problem = target ? problemOf(target) : null
  function handleOptions(part: ImportOptions) {
    const format = part.format && part.format !== data?.options.format
    setOptions(format ? part : { ...options, ...part })
    setPlan({ ...plan, changes: {} })
  }
  async function handleRun() {
    if (!data || !target) return
    const id = crypto.randomUUID()
    setTransferId(id)
    cancelled.current = false
    const result = await run.run({ id, fileId: file.id, options: data.options, target })
    if (result.ok) return onDone(id, result.value, target.kind === 'new')
    setTransferId(null)
    if (cancelled.current) run.clearError()
  }
  function handleCancel(id: string) {
    cancelled.current = true
    void cancel.run({ id })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !transferId && onClose()}
      title={t('import.titleOf', { name: file.name })}
      description={byteWords(file.bytes)}
      width={720}
      footer={
        transferId ? (
          <Button busy={cancel.busy} onClick={() => handleCancel(transferId)}>
            {t('import.cancel')}
          </Button>
        ) : (
          <>
            {problem ? (
              <p className="me-auto self-center text-muted text-xs">{t(`import.problem.${problem}`)}</p>
            ) : null}
            <Button onClick={onClose}>{t('ui:cancel')}</Button>
            <Button variant="primary" disabled={!target || problem !== null} onClick={() => void handleRun()}>
              {t('import.run')}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-5">
        {error ? <ErrorNote error={error} /> : null}
        {!data && !error ? <Skeleton rows={6} /> : null}
        {transferId ? <TransferProgressLine id={transferId} label={t('import.running')} /> : null}
        {data && !transferId ? (
          <ImportSetup
            preview={data}
            plan={plan}
            tables={own}
            table={table}
            onPlan={setPlan}
            onOptions={handleOptions}
          />
        ) : null}
        {run.error ? <ErrorNote error={run.error} /> : null}
      </div>
    </Dialog>
  )
}
