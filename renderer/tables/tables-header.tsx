import { Columns3, Download, Ellipsis, FileInput, History, Plus, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import { api } from '../app/api'
import { useGo } from '../app/navigation'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Menu } from '../ui/menu'
import { PageHeader } from '../ui/page-header'
import { Time } from '../ui/time'
import { toast } from '../ui/toast'
import { openTablesDialog, type TablesDialog, useTablesDialog } from './tables-dialogs'
import { tellFailure } from './undo-batches'

/** Name, source and everything that can be done with the table that is open. */
export function TablesHeader({ table, some }: { table: Table | undefined; some: boolean }) {
  const { t } = useTranslation('table-panels')
  const rename = useCommand(['tables', 'rename'])
  const general = some ? <GeneralActions /> : null
  if (!table) return <PageHeader title={t('title')} actions={general} />
  const source = table.dataConnectionName ?? table.sourceId
  return (
    <>
      <PageHeader
        title={table.name}
        renameLabel={t('name')}
        onRename={(name) => void rename.run({ id: table.id, name })}
        state={
          table.asOf ? (
            <span className="truncate">
              {t('asOf', { source })} <Time at={table.asOf} />
            </span>
          ) : null
        }
        actions={
          <>
            <PanelButton kind="changes" icon={<History aria-hidden="true" />} />
            <PanelButton kind="fields" icon={<Columns3 aria-hidden="true" />} />
            <IconButton
              label={t('command.export')}
              icon={<Download aria-hidden="true" />}
              onClick={() => openTablesDialog({ kind: 'export' })}
            />
            {general}
            <MoreActions table={table} source={source} />
          </>
        }
      />
      {rename.error ? <ErrorNote error={rename.error} className="m-2" /> : null}
    </>
  )
}

function PanelButton({ kind, icon }: { kind: 'changes' | 'fields'; icon: ReactNode }) {
  const { t } = useTranslation('table-panels')
  const pressed = useTablesDialog(({ open }) => open?.kind === kind)
  const next: TablesDialog | null = pressed ? null : { kind }
  return (
    <IconButton label={t(`command.${kind}`)} icon={icon} pressed={pressed} onClick={() => openTablesDialog(next)} />
  )
}

function GeneralActions() {
  const { t } = useTranslation('table-panels')
  return (
    <>
      <IconButton
        label={t('command.import')}
        icon={<FileInput aria-hidden="true" />}
        onClick={() => openTablesDialog({ kind: 'import', file: null })}
      />
      <Button icon={<Plus aria-hidden="true" />} onClick={() => openTablesDialog({ kind: 'new' })}>
        {t('command.new')}
      </Button>
    </>
  )
}

function MoreActions({ table, source }: { table: Table; source: string | null }) {
  const { t } = useTranslation('table-panels')
  const go = useGo()
  const { id, name } = table
  async function restore() {
    const result = await api.tables.restore({ id })
    if (result.ok) go(`/setup/tables/${id}`)
    else tellFailure(result.error)
  }
  async function handleDelete() {
    const result = await api.tables.delete({ id })
    if (!result.ok) return tellFailure(result.error)
    go('/setup/tables', { replace: true })
    toast({ title: t('deleted', { name }), action: { label: t('undo.undo'), run: () => void restore() } })
  }
  const isOwn = table.kind === 'own'
  return (
    <Menu
      align="end"
      trigger={<IconButton label={t('more')} icon={<Ellipsis aria-hidden="true" />} />}
      items={[
        {
          id: 'delete',
          label: t('delete'),
          icon: <Trash2 aria-hidden="true" />,
          danger: isOwn,
          disabled: !isOwn,
          ...(isOwn ? {} : { hint: t('deleteSynced', { source }) }),
          onSelect: () => void handleDelete(),
        },
      ]}
    />
  )
}
