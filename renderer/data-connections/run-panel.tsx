import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SyncCounts, SyncRun, SyncRunStream } from '../../shared/domain/data-connection'
import { ErrorNote } from '../ui/error-note'
import { Inspector } from '../ui/inspector'
import { Num } from '../ui/num'
import { RequestBlock } from '../ui/request-block'
import { durationWords, exactTime } from '../ui/time-words'
import { RunBadge } from './run-history'
import { tookOf } from './run-words'

type RunPanelProps = { run: SyncRun; onClose: () => void }

const COUNTS: (keyof SyncCounts)[] = ['read', 'added', 'changed', 'unchanged', 'deleted', 'failed']

/** One run in full: each stream with its counts, its cursor before and after, and the request that failed. */
export function RunPanel({ run, onClose }: RunPanelProps) {
  const { t, i18n } = useTranslation('data-connections')
  const { status, startedAt, failure, streams } = run
  const took = tookOf(run)
  return (
    <Inspector title={t('run.title')} width={420} onClose={onClose}>
      <div className="mb-4 flex flex-wrap items-center gap-2 text-sm">
        <RunBadge status={status} />
        <span>{exactTime(new Date(startedAt), i18n.language)}</span>
        {took === null ? null : <span className="tnum text-muted">{durationWords(took)}</span>}
      </div>
      {failure ? <ErrorNote className="mb-4" error={{ title: failure.message, advice: failure.advice }} /> : null}
      <ul aria-label={t('run.tables')} className="flex flex-col divide-y divide-line border-line border-t">
        {streams.toSorted(failedFirst).map((stream) => (
          <li key={stream.streamId} className="py-4">
            <StreamOfRun stream={stream} />
          </li>
        ))}
      </ul>
    </Inspector>
  )
}

const failedFirst = (a: SyncRunStream, b: SyncRunStream): number =>
  Number(b.status === 'failed') - Number(a.status === 'failed')

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="tnum min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  )
}

function StreamOfRun({ stream }: { stream: SyncRunStream }) {
  const { t } = useTranslation('data-connections')
  const { name, status, mode, counts, failure, failedRequest } = stream
  const told = COUNTS.filter((key) => key !== 'failed' || counts.failed > 0)
  return (
    <section aria-label={name} className="flex flex-col gap-2 text-sm">
      <h3 className="flex items-baseline gap-2">
        <span className="min-w-0 truncate font-medium font-mono text-xs">{name}</span>
        <span className="text-muted text-xs">
          {t(`run.${status}`)}
          {mode ? ` · ${t(`run.${mode}`)}` : ''}
        </span>
      </h3>
      {failure ? (
        <ErrorNote compact={status !== 'failed'} error={{ title: failure.message, advice: failure.advice }} />
      ) : null}
      {failedRequest ? <FailedRequest request={failedRequest} /> : null}
      <dl className="grid grid-cols-[96px_1fr_96px_1fr] gap-x-2 gap-y-0.5 text-xs">
        {told.map((key) => (
          <Fact key={key} name={t(`count.${key}`)}>
            <Num value={counts[key]} />
          </Fact>
        ))}
        <Fact name={t('column.size')}>
          <Num look="bytes" value={stream.bytes} />
        </Fact>
        <Fact name={t('column.took')}>{durationWords(stream.durationMs)}</Fact>
        {stream.requests > 0 ? (
          <>
            <Fact name={t('column.requests')}>
              <Num value={stream.requests} />
            </Fact>
            <Fact name={t('column.retries')}>
              <Num value={stream.retries} />
            </Fact>
          </>
        ) : null}
      </dl>
      <Cursors before={stream.cursorBefore} after={stream.cursorAfter} />
    </section>
  )
}

function Cursors({ before, after }: { before: string | null; after: string | null }) {
  const { t } = useTranslation('data-connections')
  if (before === null && after === null) return null
  return (
    <dl className="grid grid-cols-[96px_1fr] gap-x-2 gap-y-0.5 text-xs">
      <Fact name={t('run.cursorBefore')}>
        <span className="font-mono">{before ?? '—'}</span>
      </Fact>
      <Fact name={t('run.cursorAfter')}>
        <span className="font-mono">{after ?? '—'}</span>
      </Fact>
    </dl>
  )
}

function FailedRequest({ request }: { request: NonNullable<SyncRunStream['failedRequest']> }) {
  const { t } = useTranslation('data-connections')
  const { method, url, status } = request
  return (
    <div>
      <p className="mb-1 text-muted text-xs">{status === null ? t('run.noAnswer') : t('run.answered', { status })}</p>
      <RequestBlock request={{ method, url, headers: [], body: null }} />
    </div>
  )
}
