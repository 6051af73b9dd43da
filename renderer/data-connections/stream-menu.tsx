import { MoreHorizontal, RefreshCw, RotateCcw, SlidersHorizontal, Table2, Unplug } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DataConnection, DataStream } from '../../shared/domain/data-connection'
import { useGo } from '../app/navigation'
import { useCommand } from '../app/use-command'
import { IconButton } from '../ui/icon-button'
import { Menu } from '../ui/menu'
import { sayFailure } from './data-connection-actions'
import { isUnderWay } from './status-parts'

export type OpenedStream = { what: 'settings' | 'remove'; stream: DataStream }

type StreamMenuProps = { connection: DataConnection; stream: DataStream; onOpen: (opened: OpenedStream) => void }

/** What can be done with one table of a data connection. */
export function StreamMenu({ connection, stream, onOpen }: StreamMenuProps) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const sync = useCommand(['dataConnections', 'sync'])
  const disabled = isUnderWay(connection.status)
  const { tableId } = stream
  async function handleSync(full: boolean) {
    const result = await sync.run({ id: connection.id, streamId: stream.id, full })
    if (!result.ok) sayFailure(result.error)
  }
  return (
    <Menu
      align="end"
      trigger={
        <IconButton
          size="sm"
          label={t('stream.more', { name: stream.tableName })}
          icon={<MoreHorizontal aria-hidden="true" />}
        />
      }
      items={[
        {
          id: 'sync',
          label: t('stream.sync'),
          icon: <RefreshCw aria-hidden="true" />,
          disabled,
          onSelect: () => void handleSync(false),
        },
        {
          id: 'full',
          label: t('full.action'),
          icon: <RotateCcw aria-hidden="true" />,
          disabled,
          onSelect: () => void handleSync(true),
        },
        {
          id: 'settings',
          label: t('stream.change'),
          icon: <SlidersHorizontal aria-hidden="true" />,
          onSelect: () => onOpen({ what: 'settings', stream }),
        },
        ...(tableId
          ? [
              {
                id: 'table',
                label: t('stream.open'),
                icon: <Table2 aria-hidden="true" />,
                onSelect: () => go(`/setup/tables/${tableId}`),
              },
            ]
          : []),
        'line',
        {
          id: 'remove',
          label: t('stream.remove'),
          icon: <Unplug aria-hidden="true" />,
          danger: true,
          onSelect: () => onOpen({ what: 'remove', stream }),
        },
      ]}
    />
  )
}
