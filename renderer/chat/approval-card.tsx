import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CardPayload } from '../../shared/domain/chat'
import { Button } from '../ui/button'
import { DataTable } from '../ui/data-table'
import { EffectBadge } from '../ui/effect-badge'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Jack } from '../ui/jack'
import { Menu, type MenuItem } from '../ui/menu'
import { RequestBlock } from '../ui/request-block'
import { TextArea } from '../ui/text-area'
import type { CardProps } from './card-view'
import { type ChangedCell, changedCells } from './changed-cells'
import { visibleText } from './visible-text'

type Payload = Extract<CardPayload, { kind: 'needs_approval' }>

/** Exactly what will be sent, or what changes in which records. Nothing has happened yet, and nothing has the focus. */
export function ApprovalCard({ payload, busy, onAnswer }: CardProps<'needs_approval'>) {
  const [editing, setEditing] = useState(false)
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 font-medium text-sm">
        <EffectBadge effect={payload.effect} />
        <span className="[overflow-wrap:anywhere]">{visibleText(payload.title)}</span>
        {payload.accountLabel ? (
          <Jack state="connected" label={payload.accountLabel} className="text-muted text-xs" />
        ) : null}
      </p>
      {payload.request ? <RequestBlock request={payload.request} /> : null}
      {payload.records ? <Changes records={payload.records} /> : null}
      {editing ? (
        <EditInput payload={payload} busy={busy} onCancel={() => setEditing(false)} onAnswer={onAnswer} />
      ) : (
        <Buttons payload={payload} busy={busy} onEdit={() => setEditing(true)} onAnswer={onAnswer} />
      )}
    </>
  )
}

function Buttons({ payload, busy, onEdit, onAnswer }: CardProps<'needs_approval'> & { onEdit: () => void }) {
  const { t } = useTranslation('chat')
  const wider: MenuItem[] = [
    ...(payload.mayAllowThread
      ? [
          {
            id: 'thread',
            label: t('approve.thread'),
            onSelect: () => onAnswer({ decision: 'approve', scope: 'thread' }),
          },
        ]
      : []),
    ...(payload.mayAllowAgent
      ? [{ id: 'agent', label: t('approve.agent'), onSelect: () => onAnswer({ decision: 'approve', scope: 'agent' }) }]
      : []),
  ]
  return (
    <div className="flex items-center justify-end gap-2">
      <Button disabled={busy} onClick={() => onAnswer({ decision: 'deny', reason: '' })}>
        {t('deny')}
      </Button>
      <Button disabled={busy} onClick={onEdit}>
        {t('editRequest')}
      </Button>
      <Button variant="primary" busy={busy} onClick={() => onAnswer({ decision: 'approve', scope: 'once' })}>
        {t('approve.once')}
      </Button>
      {wider.length > 0 ? (
        <Menu
          align="end"
          trigger={<IconButton label={t('approve.more')} icon={<ChevronDown aria-hidden="true" />} disabled={busy} />}
          items={wider}
        />
      ) : null}
    </div>
  )
}

type EditProps = CardProps<'needs_approval'> & { onCancel: () => void }

function EditInput({ payload, busy, onCancel, onAnswer }: EditProps) {
  const { t } = useTranslation('chat')
  const [text, setText] = useState(() => JSON.stringify(payload.input, null, 2))
  const [broken, setBroken] = useState(false)
  function handleUpdate() {
    try {
      onAnswer({ decision: 'edit', input: JSON.parse(text) })
      onCancel()
    } catch {
      setBroken(true)
    }
  }
  return (
    <div className="flex flex-col gap-2">
      <TextArea mono value={text} onChange={setText} aria-label={t('editInput')} minRows={4} maxRows={16} />
      {broken ? <ErrorNote error={{ title: t('notJson'), advice: t('notJsonAdvice') }} /> : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{t('ui:cancel')}</Button>
        <Button variant="primary" busy={busy} onClick={handleUpdate}>
          {t('updateRequest')}
        </Button>
      </div>
    </div>
  )
}

function Changes({ records }: { records: NonNullable<Payload['records']> }) {
  const { t } = useTranslation('chat')
  const rows = records.sample.flatMap(changedCells)
  const more = records.count - records.sample.length
  return (
    <div className="flex flex-col gap-2">
      <p className="text-muted text-sm">{t('changes', { count: records.count, table: records.tableName })}</p>
      <DataTable<ChangedCell>
        label={t('changesLabel')}
        rows={rows}
        rowKey={({ key }) => key}
        columns={[
          { id: 'record', header: t('column.record'), cell: ({ record }) => visibleText(record) },
          { id: 'field', header: t('column.field'), cell: ({ field }) => visibleText(field) },
          {
            id: 'before',
            header: t('column.before'),
            cell: ({ before }) => <span className="text-muted">{visibleText(before)}</span>,
          },
          {
            id: 'after',
            header: t('column.after'),
            cell: ({ after }) => <strong className="font-medium">{visibleText(after)}</strong>,
          },
        ]}
      />
      {more > 0 ? <p className="text-muted text-xs">{t('changesMore', { count: more })}</p> : null}
    </div>
  )
}
