import { ArrowRight, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ChangeActor, RecordHistoryEntry } from '../../shared/domain/record-change'
import type { Field } from '../../shared/domain/table'
import { useGo } from '../app/navigation'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Time } from '../ui/time'
import { canUndo } from './changes-words'
import { ValueWords } from './record-value'

type HistoryEntryProps = { entry: RecordHistoryEntry; fields: Field[]; busy: boolean; onUndo: () => void }

/** Who did what to a record, field by field, and its undo. */
export function HistoryEntry({ entry, fields, busy, onUndo }: HistoryEntryProps) {
  const { t } = useTranslation('table-panels')
  const { batch, changes } = entry
  const isNew = batch.action === 'create' || batch.action === 'import'
  const shown = isNew ? changes.filter(({ after }) => after !== null) : changes
  return (
    <li className="flex flex-col gap-1.5 py-3 first:pt-0">
      <div className="flex items-start gap-2">
        <p className="min-w-0 flex-1 text-sm">
          <Actor actor={batch.actor} /> {t(`history.${batch.action}`)}
          <span className="text-muted">
            {' · '}
            <Time at={batch.at} />
          </span>
        </p>
        {batch.undone ? (
          <Badge>{t('changes.undone')}</Badge>
        ) : canUndo(batch) ? (
          <Button
            size="sm"
            variant="ghost"
            busy={busy}
            className="-my-0.5"
            icon={<Undo2 aria-hidden="true" />}
            onClick={onUndo}
          >
            {t('undo.undo')}
          </Button>
        ) : null}
      </div>
      {shown.length > 0 ? (
        <dl className="flex flex-col gap-1 text-xs">
          {shown.map(({ fieldId, fieldName, before, after }) => {
            const field = fields.find(({ id }) => id === fieldId)
            return (
              <div key={fieldId} className="flex gap-2">
                <dt className="w-28 shrink-0 truncate text-muted">{fieldName}</dt>
                <dd className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                  {isNew ? null : (
                    <>
                      <span className="text-muted line-through">
                        <ValueWords field={field} value={before} />
                      </span>{' '}
                      <ArrowRight
                        className="inline size-3 text-muted rtl:rotate-180"
                        aria-label={t('retype.becomes')}
                      />{' '}
                    </>
                  )}
                  <ValueWords field={field} value={after} />
                </dd>
              </div>
            )
          })}
        </dl>
      ) : null}
    </li>
  )
}

function Actor({ actor }: { actor: ChangeActor }) {
  const { t } = useTranslation('table-panels')
  const go = useGo()
  const { kind, label, threadId } = actor
  const name = kind === 'user' ? t('history.you') : kind === 'sync' ? t('history.syncOf', { name: label ?? '' }) : label
  if (threadId === null) return <span className="font-medium">{name ?? t('history.agent')}</span>
  return (
    <button
      type="button"
      title={t('changes.conversation')}
      onClick={() => go(`/chat/${threadId}`)}
      className="rounded-sm font-medium underline decoration-line-strong underline-offset-3 hover:text-accent"
    >
      {name ?? t('history.agent')}
    </button>
  )
}
