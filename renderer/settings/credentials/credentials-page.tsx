import { useTranslation } from 'react-i18next'
import type { AppError } from '../../../shared/errors'
import { useGo } from '../../app/navigation'
import { useQueryOf } from '../../app/query'
import { Button } from '../../ui/button'
import { DataTable } from '../../ui/data-table'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNote } from '../../ui/error-note'
import { Jack } from '../../ui/jack'
import { Section } from '../../ui/section'
import { Skeleton } from '../../ui/skeleton'
import { Time } from '../../ui/time'
import { VaultBanner } from '../vault-banner'
import { type CredentialRow, credentialRows } from './credential-rows'

type Asked = { error: AppError | null; data: unknown; refetch: () => unknown }

function useCredentials() {
  const connectors = useQueryOf(['connectors', 'list'])
  const types = useQueryOf(['connectors', 'types'])
  const integrations = useQueryOf(['integrations', 'list'])
  const dataConnections = useQueryOf(['dataConnections', 'list'])
  const models = useQueryOf(['models', 'list'])
  const asked: Asked[] = [connectors, types, integrations, dataConnections, models]
  const failed = asked.filter(({ error }) => error !== null)
  return {
    rows: credentialRows({
      connectors: connectors.data ?? [],
      types: types.data ?? [],
      integrations: integrations.data ?? [],
      dataConnections: dataConnections.data ?? [],
      providers: models.data?.providers ?? [],
    }),
    loading: asked.some(({ data, error }) => data === undefined && error === null),
    error: failed[0]?.error ?? null,
    retry: () => {
      for (const { refetch } of failed) void refetch()
    },
  }
}

/** Every credential of the workspace in one table, wherever it is set up. */
export function CredentialsPage() {
  const { t } = useTranslation('connectors')
  const go = useGo()
  const { rows, loading, error, retry } = useCredentials()
  const waiting = rows.filter(({ jack }) => jack === 'attention').length
  return (
    <div className="flex h-full min-h-0 flex-col">
      <VaultBanner />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex min-h-full max-w-[1128px] flex-col px-6 py-6">
          {error ? <ErrorNote className="mb-4" error={error} action={{ label: t('retry'), onClick: retry }} /> : null}
          {loading ? <Skeleton /> : null}
          {rows.length > 0 ? (
            <Section
              title={t('credentials.title')}
              hint={waiting > 0 ? t('credentials.waiting', { count: waiting }) : t('credentials.hint')}
            >
              <CredentialTable rows={rows} onGo={go} />
            </Section>
          ) : null}
          {rows.length === 0 && !loading && !error ? (
            <EmptyState
              title={t('credentials.empty')}
              description={t('credentials.emptyHint')}
              action={<Button onClick={() => go('/settings/connectors/new')}>{t('new.open')}</Button>}
            />
          ) : null}
        </div>
      </div>
    </div>
  )
}

const When = ({ at }: { at: string | null }) => (at ? <Time at={at} /> : <span className="text-muted">–</span>)

function CredentialTable({ rows, onGo }: { rows: CredentialRow[]; onGo: (href: string) => void }) {
  const { t } = useTranslation('connectors')
  return (
    <DataTable
      label={t('credentials.title')}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          id: 'name',
          header: t('credentials.name'),
          cell: ({ name, kind, of }) => (
            <span className="block py-1" title={name}>
              <span className="block truncate font-medium">{name}</span>
              <span className="block truncate text-muted text-xs">{t(`credentials.kindOf.${kind}`, { of })}</span>
            </span>
          ),
        },
        {
          id: 'state',
          header: t('credentials.stateHead'),
          width: '24%',
          cell: ({ jack, state }) => (
            <Jack state={jack} label={t(`credentials.state.${state}`)} className="max-w-full" />
          ),
        },
        {
          id: 'used',
          header: t('credentials.used'),
          width: '100px',
          cell: ({ lastUsedAt }) => <When at={lastUsedAt} />,
        },
        {
          id: 'refreshed',
          header: t('credentials.refreshed'),
          width: '100px',
          cell: ({ lastRefreshedAt }) => <When at={lastRefreshedAt} />,
        },
        {
          id: 'expires',
          header: t('credentials.expires'),
          width: '100px',
          cell: ({ expiresAt }) => <When at={expiresAt} />,
        },
        {
          id: 'action',
          header: <span className="sr-only">{t('credentials.action')}</span>,
          align: 'end',
          width: '146px',
          cell: ({ href, kind, jack, name }) => (
            <Button
              size="sm"
              variant={jack === 'attention' ? 'secondary' : 'ghost'}
              aria-label={t(`credentials.openOf.${kind}`, { name })}
              onClick={() => onGo(href)}
            >
              {t(`credentials.open.${kind}`)}
            </Button>
          ),
        },
      ]}
    />
  )
}
