import { Plus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connector, ConnectorTypeInfo } from '../../../shared/domain/connector'
import { useGo, useParam, usePath } from '../../app/navigation'
import { invalidateNouns, useQueryOf } from '../../app/query'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNote } from '../../ui/error-note'
import { IconButton } from '../../ui/icon-button'
import { RowList } from '../../ui/row-list'
import { SearchInput } from '../../ui/search-input'
import { Skeleton } from '../../ui/skeleton'
import { SplitList } from '../../ui/split-list'
import { VaultBanner } from '../vault-banner'
import { ConnectorPage } from './connector-page'
import { ConnectorRow } from './connector-row'
import { NewConnector } from './new-connector'

const NEW = '/settings/connectors/new'

/** All connectors at the left; the configuration of the chosen one, or a new one, at the right. */
export function ConnectorsSection() {
  const { t } = useTranslation('connectors')
  const go = useGo()
  const selected = useParam('id')
  const making = usePath() === NEW
  const list = useQueryOf(['connectors', 'list'])
  const types = useQueryOf(['connectors', 'types'])
  const error = list.error ?? types.error
  // Agents and skills say who depends on a connector, and they were changed elsewhere.
  useEffect(() => invalidateNouns(['connectors']), [])
  if (!list.data || !types.data) {
    if (!error) return <Skeleton className="p-6" />
    const retry = () => {
      void list.refetch()
      void types.refetch()
    }
    return <ErrorNote className="m-6" error={error} action={{ label: t('retry'), onClick: retry }} />
  }
  const empty = list.data.length === 0 && !selected && !making
  return (
    <div className="flex h-full min-h-0 flex-col">
      <VaultBanner />
      {empty ? (
        <EmptyState
          title={t('empty.title')}
          description={t('empty.description')}
          action={
            <Button variant="primary" icon={<Plus aria-hidden="true" />} onClick={() => go(NEW)}>
              {t('new.open')}
            </Button>
          }
          link={{ label: t('empty.integrations'), onClick: () => go('/integrations') }}
        />
      ) : (
        <ConnectorList connectors={list.data} types={types.data} selected={selected} making={making} />
      )}
    </div>
  )
}

type ConnectorListProps = {
  connectors: Connector[]
  types: ConnectorTypeInfo[]
  selected: string | undefined
  making: boolean
}

function ConnectorList({ connectors, types, selected, making }: ConnectorListProps) {
  const { t } = useTranslation('connectors')
  const go = useGo()
  const [search, setSearch] = useState('')
  const typeName = (id: string) => types.find((type) => type.id === id)?.name ?? id
  const wanted = search.trim().toLocaleLowerCase()
  const shown = connectors.filter(({ name, type }) => `${name} ${typeName(type)}`.toLocaleLowerCase().includes(wanted))
  const toolbar = (
    <>
      <SearchInput value={search} onChange={setSearch} placeholder={t('list.search')} />
      <IconButton label={t('new.open')} icon={<Plus aria-hidden="true" />} onClick={() => go(NEW)} />
    </>
  )
  return (
    <SplitList
      label={t('title')}
      width={300}
      toolbar={toolbar}
      list={
        shown.length === 0 ? (
          <p className="px-2 py-3 text-muted text-sm">{t(connectors.length === 0 ? 'list.empty' : 'list.none')}</p>
        ) : (
          <RowList
            label={t('title')}
            items={shown}
            itemKey={({ id }) => id}
            selectedKey={selected ?? null}
            onSelect={({ id }) => go(`/settings/connectors/${id}`)}
            renderItem={(connector) => <ConnectorRow connector={connector} typeName={typeName(connector.type)} />}
          />
        )
      }
    >
      {making ? <NewConnector types={types} /> : null}
      {selected && !making ? <ConnectorPage key={selected} id={selected} types={types} /> : null}
      {selected || making ? null : <EmptyState title={t('list.choose')} />}
    </SplitList>
  )
}
