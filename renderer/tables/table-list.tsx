import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import { useGo } from '../app/navigation'
import { Mark } from '../ui/mark'
import { Num } from '../ui/num'
import { Row } from '../ui/row'
import { RowList } from '../ui/row-list'

export function TableList({ tables, selected }: { tables: Table[]; selected: string | null }) {
  const { t } = useTranslation('table-panels')
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
