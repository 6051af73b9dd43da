import { useTranslation } from 'react-i18next'
import type { LedgerEntry } from '../../shared/domain/ledger'
import { Badge } from '../ui/badge'
import { DataTable } from '../ui/data-table'
import { durationWords, exactTime } from '../ui/time-words'
import { addressOf, httpWords, momentWords, STATUS_TONE } from './entry-words'

type LedgerTableProps = {
  entries: LedgerEntry[]
  selected: number | null
  onOpen: (entry: LedgerEntry) => void
}

function Address({ entry }: { entry: LedgerEntry }) {
  const { host, path } = addressOf(entry.request.url)
  return (
    <span title={entry.request.url}>
      <span className="me-2 font-semibold">{entry.request.method.toUpperCase()}</span>
      {host}
      <span className="text-muted">{path}</span>
    </span>
  )
}

export function LedgerTable({ entries, selected, onOpen }: LedgerTableProps) {
  const { t, i18n } = useTranslation('ledger')
  const now = new Date()
  return (
    <DataTable
      label={t('list')}
      rows={entries}
      rowKey={({ id }) => String(id)}
      selectedKey={selected === null ? null : String(selected)}
      onOpen={onOpen}
      columns={[
        {
          id: 'time',
          header: t('column.time'),
          width: '124px',
          cell: ({ at }) => (
            <time dateTime={at} title={exactTime(new Date(at), i18n.language)} className="tnum text-muted text-xs">
              {momentWords(at, i18n.language, now)}
            </time>
          ),
        },
        { id: 'actor', header: t('column.actor'), width: '104px', cell: ({ actor }) => actor },
        { id: 'request', header: t('column.request'), mono: true, cell: (entry) => <Address entry={entry} /> },
        { id: 'account', header: t('column.account'), width: '104px', cell: ({ accountLabel }) => accountLabel ?? '' },
        {
          id: 'status',
          header: t('column.status'),
          width: '152px',
          cell: (entry) => (
            <span className="flex items-center gap-2">
              <Badge tone={STATUS_TONE[entry.status]}>{t(`status.${entry.status}`)}</Badge>
              <span className="tnum text-muted text-xs">{httpWords(entry)}</span>
            </span>
          ),
        },
        {
          id: 'duration',
          header: t('column.duration'),
          width: '80px',
          align: 'end',
          cell: ({ durationMs }) => (durationMs === null ? '' : durationWords(durationMs)),
        },
      ]}
    />
  )
}
