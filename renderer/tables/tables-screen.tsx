import { Plus, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import { useGo, useParam } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Mark } from '../ui/mark'
import { Num } from '../ui/num'
import { PageHeader } from '../ui/page-header'
import { Row } from '../ui/row'
import { RowList } from '../ui/row-list'
import { Screen } from '../ui/screen'
import { Skeleton } from '../ui/skeleton'
import { SplitList } from '../ui/split-list'
import { Time } from '../ui/time'
import { NewTableDialog } from './new-table-dialog'
import { TableView } from './table-view'

export function TablesScreen() {
  const { t } = useTranslation('tables')
  const go = useGo()
  const id = useParam('id')
  const { data: tables, error } = useQueryOf(['tables', 'list'])
  const [adding, setAdding] = useState(false)
  const table = tables?.find((candidate) => candidate.id === id) ?? (id ? undefined : tables?.[0])
  const add = (
    <Button icon={<Plus aria-hidden="true" />} onClick={() => setAdding(true)}>
      {t('new')}
    </Button>
  )
  return (
    <Screen width="bleed" header={<Header table={table} add={tables && tables.length > 0 ? add : null} />}>
      {error ? <ErrorNote error={error} className="m-6" /> : null}
      {!tables && !error ? <Skeleton className="p-6" /> : null}
      {tables?.length === 0 ? (
        <EmptyState
          title={t('empty.title')}
          description={t('empty.text')}
          action={add}
          link={{ label: t('empty.link'), onClick: () => go('/setup/connections/new') }}
        />
      ) : null}
      {tables && tables.length > 0 ? (
        <SplitList label={t('title')} width={220} list={<List tables={tables} selected={table?.id ?? null} />}>
          {table ? <TableView key={table.id} table={table} /> : <EmptyState title={t('gone')} />}
        </SplitList>
      ) : null}
      {adding ? (
        <NewTableDialog onClose={() => setAdding(false)} onCreated={(created) => go(`/setup/tables/${created}`)} />
      ) : null}
    </Screen>
  )
}

function List({ tables, selected }: { tables: Table[]; selected: string | null }) {
  const { t } = useTranslation('tables')
  const go = useGo()
  return (
    <RowList
      label={t('title')}
      items={tables}
      itemKey={({ id }) => id}
      selectedKey={selected}
      onSelect={({ id }) => go(`/setup/tables/${id}`)}
      renderItem={({ name, sourceId, recordCount }) => (
        <Row
          compact
          title={name}
          trailing={
            <>
              {sourceId ? <Mark id={sourceId} name={sourceId} size={14} /> : null}
              {recordCount === null ? null : <Num look="short" value={recordCount} />}
            </>
          }
        />
      )}
    />
  )
}

function Header({ table, add }: { table: Table | undefined; add: ReactNode }) {
  const { t } = useTranslation('tables')
  const go = useGo()
  const rename = useCommand(['tables', 'rename'])
  const remove = useCommand(['tables', 'delete'])
  const [deleting, setDeleting] = useState(false)
  async function handleDelete() {
    if (!table || !(await remove.run({ id: table.id })).ok) return
    setDeleting(false)
    go('/setup/tables', { replace: true })
  }
  if (!table) return <PageHeader title={t('title')} actions={add} />
  return (
    <>
      <PageHeader
        title={table.name}
        renameLabel={t('name')}
        onRename={(name) => void rename.run({ id: table.id, name })}
        state={
          table.asOf ? (
            <span>
              {t('asOf', { source: table.dataConnectionName ?? table.sourceId })} <Time at={table.asOf} />
            </span>
          ) : null
        }
        actions={
          <>
            {table.kind === 'own' ? (
              <IconButton label={t('delete')} icon={<Trash2 aria-hidden="true" />} onClick={() => setDeleting(true)} />
            ) : null}
            {add}
          </>
        }
      />
      {rename.error ? <ErrorNote error={rename.error} className="m-2" /> : null}
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={t('deleteTitle', { name: table.name })}
        description={t('deleteText')}
        confirmLabel={t('delete')}
        typeToConfirm={table.name}
        busy={remove.busy}
        error={remove.error}
        onConfirm={() => void handleDelete()}
      />
    </>
  )
}
