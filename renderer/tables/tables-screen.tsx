import { FileInput, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import { useGo, useParam } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { Screen } from '../ui/screen'
import { Skeleton } from '../ui/skeleton'
import { SplitList } from '../ui/split-list'
import { ChangesPanel } from './changes-panel'
import { ExportOfView } from './export-of-view'
import { FieldsPanel } from './fields-panel'
import { ImportDialog } from './import-dialog'
import { ImportDrop } from './import-drop'
import { NewTableDialog } from './new-table-dialog'
import { TableList } from './table-list'
import { TableView } from './table-view'
import { openTablesDialog, useTablesDialog } from './tables-dialogs'
import { TablesHeader } from './tables-header'

const close = () => openTablesDialog(null)

export function TablesScreen() {
  const { t } = useTranslation('table-panels')
  const id = useParam('id')
  const { data: tables, error } = useQueryOf(['tables', 'list'])
  const table = tables?.find((candidate) => candidate.id === id) ?? (id ? undefined : tables?.[0])
  return (
    <ImportDrop onFile={(file) => openTablesDialog({ kind: 'import', file })}>
      <Screen
        width="bleed"
        header={<TablesHeader table={table} some={Boolean(tables && tables.length > 0)} />}
        inspector={table ? <SidePanel table={table} /> : null}
      >
        {error ? <ErrorNote error={error} className="m-6" /> : null}
        {!tables && !error ? <Skeleton className="p-6" /> : null}
        {tables?.length === 0 ? <NoTables /> : null}
        {tables && tables.length > 0 ? (
          <SplitList label={t('title')} width={220} list={<TableList tables={tables} selected={table?.id ?? null} />}>
            {table ? <TableView key={table.id} table={table} /> : <EmptyState title={t('gone')} />}
          </SplitList>
        ) : null}
      </Screen>
      <Dialogs tables={tables ?? []} table={table} />
    </ImportDrop>
  )
}

function NoTables() {
  const { t } = useTranslation('table-panels')
  const go = useGo()
  return (
    <EmptyState
      title={t('empty.title')}
      description={t('empty.text')}
      action={
        <>
          <Button icon={<Plus aria-hidden="true" />} onClick={() => openTablesDialog({ kind: 'new' })}>
            {t('command.new')}
          </Button>
          <Button
            icon={<FileInput aria-hidden="true" />}
            onClick={() => openTablesDialog({ kind: 'import', file: null })}
          >
            {t('command.import')}
          </Button>
        </>
      }
      link={{ label: t('empty.link'), onClick: () => go('/setup/connections/new') }}
    />
  )
}

function SidePanel({ table }: { table: Table }) {
  const open = useTablesDialog((state) => state.open)
  if (open?.kind === 'changes') return <ChangesPanel key={table.id} table={table} onClose={close} />
  if (open?.kind === 'fields') return <FieldsPanel key={table.id} table={table} onClose={close} />
  return null
}

function Dialogs({ tables, table }: { tables: Table[]; table: Table | undefined }) {
  const go = useGo()
  const open = useTablesDialog((state) => state.open)
  const goTo = (id: string) => go(`/setup/tables/${id}`)
  if (open?.kind === 'new') {
    return (
      <NewTableDialog
        onClose={close}
        onCreated={goTo}
        onImport={() => openTablesDialog({ kind: 'import', file: null })}
      />
    )
  }
  if (open?.kind === 'import') {
    const { file } = open
    return <ImportDialog key={file?.id ?? ''} file={file} tables={tables} table={table} onClose={close} onOpen={goTo} />
  }
  return open?.kind === 'export' && table ? <ExportOfView table={table} onClose={close} /> : null
}
