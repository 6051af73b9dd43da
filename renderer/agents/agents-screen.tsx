import { Bot, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Agent } from '../../shared/domain/agent'
import { useGo, useParam } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { PageHeader } from '../ui/page-header'
import { Row } from '../ui/row'
import { RowList } from '../ui/row-list'
import { Screen } from '../ui/screen'
import { SearchInput } from '../ui/search-input'
import { Skeleton } from '../ui/skeleton'
import { SplitList } from '../ui/split-list'
import { AgentDetail } from './agent-detail'
import { newAgent } from './new-agent'

function AgentList({ agents, selected }: { agents: Agent[]; selected: string | undefined }) {
  const { t } = useTranslation('agents')
  const go = useGo()
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLocaleLowerCase()
  const shown = agents.filter(({ name, description }) => `${name} ${description}`.toLocaleLowerCase().includes(wanted))
  const toolbar = (
    <>
      <SearchInput value={search} onChange={setSearch} placeholder={t('search')} />
      <Button size="lg" icon={<Plus aria-hidden="true" />} onClick={() => void newAgent(go)}>
        {t('new')}
      </Button>
    </>
  )
  const list = (
    <RowList
      label={t('title')}
      items={shown}
      itemKey={({ id }) => id}
      selectedKey={selected ?? null}
      onSelect={({ id }) => go(`/agents/${id}`)}
      renderItem={(agent) => (
        <Row
          leading={<Bot className="icon text-muted" aria-hidden="true" />}
          title={agent.name}
          subtitle={agent.description}
          trailing={agent.isDefault ? <Badge>{t('default')}</Badge> : null}
        />
      )}
    />
  )
  return (
    <SplitList
      label={t('title')}
      width={320}
      toolbar={toolbar}
      list={shown.length === 0 ? <p className="px-2 py-3 text-muted text-sm">{t('none')}</p> : list}
    >
      {selected ? <AgentDetail key={selected} id={selected} /> : <EmptyState title={t('choose')} />}
    </SplitList>
  )
}

/** All agents at the left, the chosen one with its details and tools at the right. */
export function AgentsScreen() {
  const { t } = useTranslation('agents')
  const selected = useParam('id')
  const { data, error, isFetching, refetch } = useQueryOf(['agents', 'list'])
  return (
    <Screen width="bleed" busy={isFetching && data !== undefined} header={<PageHeader title={t('title')} />}>
      {error ? (
        <ErrorNote className="m-6" error={error} action={{ label: t('retry'), onClick: () => void refetch() }} />
      ) : null}
      {!data && !error ? <Skeleton className="p-6" /> : null}
      {data ? <AgentList agents={data} selected={selected} /> : null}
    </Screen>
  )
}
