import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection } from '../../shared/domain/data-connection'
import { useGo } from '../app/navigation'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { Num } from '../ui/num'
import { RadioCards } from '../ui/radio-cards'
import { TextInput } from '../ui/text-input'
import { toast } from '../ui/toast'

type DeleteDialogProps = { connection: DataConnection; open: boolean; onClose: () => void }

/** Asks what becomes of the tables: that is the part that cannot be had back. */
export function DeleteDialog({ connection, open, onClose }: DeleteDialogProps) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const remove = useCommand(['dataConnections', 'delete'])
  const [tables, setTables] = useState<'keep' | 'delete'>('keep')
  const [typed, setTyped] = useState('')
  const { id, name, streams } = connection
  const rows = streams.reduce((sum, stream) => sum + (stream.rows ?? 0), 0)
  const blocked = tables === 'delete' && typed.trim() !== name.trim()
  async function handleDelete() {
    if (!(await remove.run({ id, deleteTables: tables === 'delete' })).ok) return
    toast({ title: t('delete.done', { name }) })
    go('/setup/connections', { replace: true })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('delete.title', { name })}
      description={t('delete.text')}
      footer={
        <>
          <Button size="lg" data-safe onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button size="lg" variant="danger" busy={remove.busy} disabled={blocked} onClick={() => void handleDelete()}>
            {t(tables === 'delete' ? 'delete.actionWithTables' : 'delete.action')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <RadioCards
          label={t('delete.tables', { count: streams.length })}
          value={tables}
          onChange={setTables}
          options={(['keep', 'delete'] as const).map((value) => ({
            value,
            label: t(`delete.${value}`),
            hint: t(`delete.${value}Hint`),
          }))}
        />
        <p className="max-h-24 overflow-y-auto text-muted text-sm">
          {t('delete.tables', { count: streams.length })} · <Num value={rows} unit={t('rows')} />:{' '}
          {streams.map(({ tableName }) => tableName).join(', ')}
        </p>
        {tables === 'delete' ? (
          <Field required label={t('ui:confirm.type', { name })}>
            <TextInput value={typed} onChange={setTyped} autoComplete="off" spellCheck={false} />
          </Field>
        ) : null}
        {remove.error ? <ErrorNote error={remove.error} /> : null}
      </div>
    </Dialog>
  )
}
