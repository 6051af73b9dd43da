import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChangeBatch } from '../../shared/domain/record-change'
import type { Table } from '../../shared/domain/table'
import { useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Inspector } from '../ui/inspector'
import { numberWords } from '../ui/number-words'
import { Skeleton } from '../ui/skeleton'
import { Time } from '../ui/time'
import { canUndo, changeWords } from './changes-words'
import { useUndo } from './undo-dialog'

const PAGE = 30
const MOST = 200

type ChangesPanelProps = { table: Table; onClose: () => void }

/** What was written into a table lately, by whom, each with its undo. */
export function ChangesPanel({ table, onClose }: ChangesPanelProps) {
  const { t } = useTranslation('table-panels')
  const [limit, setLimit] = useState(PAGE)
  const undo = useUndo()
  const { data, error } = useQueryOf(['records', 'changes'], { tableId: table.id, runId: null, limit }, { keep: true })
  return (
    <Inspector title={t('changes.title')} onClose={onClose}>
      {error ? <ErrorNote error={error} /> : null}
      {!data && !error ? <Skeleton rows={6} /> : null}
      {data?.length === 0 ? <p className="text-muted text-sm">{t('changes.none')}</p> : null}
      <ul aria-label={t('changes.title')} className="-mt-2 divide-y divide-line">
        {data?.map((batch) => (
          <Change key={batch.id} batch={batch} busy={undo.asked === batch.id} onUndo={() => void undo.ask(batch.id)} />
        ))}
      </ul>
      {data && data.length >= limit && limit < MOST ? (
        <Button className="mt-3" onClick={() => setLimit(MOST)}>
          {t('changes.more')}
        </Button>
      ) : null}
      {undo.dialog}
    </Inspector>
  )
}

type ChangeProps = { batch: ChangeBatch; busy: boolean; onUndo: () => void }

function Change({ batch, busy, onUndo }: ChangeProps) {
  const { t } = useTranslation('table-panels')
  const go = useGo()
  const { key, values } = changeWords(batch)
  const sentence = t(key, { ...values, number: numberWords(values.count) })
  const { threadId } = batch.actor
  return (
    <li className="flex items-start gap-2 py-2">
      <div className="min-w-0 flex-1">
        <p className="text-sm [overflow-wrap:anywhere]">{sentence}</p>
        <p className="flex flex-wrap items-center gap-x-2 text-muted text-xs">
          <Time at={batch.at} />
          {threadId ? (
            <button
              type="button"
              className="rounded-sm underline decoration-line-strong underline-offset-3 hover:text-ink"
              onClick={() => go(`/chat/${threadId}`)}
            >
              {t('changes.conversation')}
            </button>
          ) : null}
        </p>
      </div>
      {batch.undone ? (
        <Badge>{t('changes.undone')}</Badge>
      ) : canUndo(batch) ? (
        <Button
          size="sm"
          variant="ghost"
          busy={busy}
          icon={<Undo2 aria-hidden="true" />}
          aria-label={t('changes.undoNamed', { sentence })}
          onClick={onUndo}
        >
          {t('undo.undo')}
        </Button>
      ) : null}
    </li>
  )
}
