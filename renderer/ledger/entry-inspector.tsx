import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { LedgerEntry } from '../../shared/domain/ledger'
import { useGo } from '../app/navigation'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Inspector } from '../ui/inspector'
import { Num } from '../ui/num'
import { RequestBlock } from '../ui/request-block'
import { durationWords, exactTime } from '../ui/time-words'
import { httpWords, STATUS_TONE } from './entry-words'

/** One outgoing request with its masked text, and what became of it. */
export function EntryInspector({ entry, onClose }: { entry: LedgerEntry; onClose: () => void }) {
  const { t, i18n } = useTranslation('ledger')
  const go = useGo()
  const { threadId } = entry
  const facts: [name: string, value: ReactNode][] = [
    [t('detail.at'), exactTime(new Date(entry.at), i18n.language)],
    [t('detail.kind'), t(`kindOne.${entry.kind}`)],
    [t('detail.actor'), entry.actor],
    [t('detail.target'), entry.target],
    [t('detail.account'), entry.accountLabel],
    [
      t('detail.status'),
      <span key="status" className="flex items-center gap-2">
        <Badge tone={STATUS_TONE[entry.status]}>{t(`status.${entry.status}`)}</Badge>
        {httpWords(entry)}
      </span>,
    ],
    [t('detail.duration'), entry.durationMs === null ? null : durationWords(entry.durationMs)],
    [t('detail.sent'), <Num key="sent" value={entry.requestBytes} look="bytes" />],
    [
      t('detail.received'),
      entry.responseBytes === null ? null : <Num key="received" value={entry.responseBytes} look="bytes" />,
    ],
    [t('detail.failure'), entry.failure],
  ]
  return (
    <Inspector
      title={t('detail.title', { id: entry.id })}
      width={420}
      onClose={onClose}
      footer={threadId ? <Button onClick={() => go(`/chat/${threadId}`)}>{t('detail.thread')}</Button> : null}
    >
      <dl className="mb-4 grid grid-cols-[96px_1fr] gap-x-3 gap-y-1 text-sm">
        {facts.map(([name, value]) =>
          value === null || value === '' ? null : (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
            </div>
          ),
        )}
      </dl>
      {entry.status === 'indeterminate' ? (
        <p className="mb-4 rounded-md bg-warn-soft px-3 py-2 text-sm">{t('detail.indeterminate')}</p>
      ) : null}
      <section aria-label={t('detail.request')}>
        <RequestBlock request={entry.request} />
      </section>
    </Inspector>
  )
}
