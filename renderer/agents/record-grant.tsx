import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Agent, Grant } from '../../shared/domain/agent'
import type { Table } from '../../shared/domain/table'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Segmented } from '../ui/segmented'
import { Switch } from '../ui/switch'
import { type RecordKind, recordGrantOf } from './record-grant-state'

type RecordGrantProps = {
  agent: Pick<Agent, 'grants'>
  kind: RecordKind
  /** Undefined while they are read. */
  tables: readonly Pick<Table, 'id' | 'name'>[] | undefined
  onGrant: (grant: Grant) => void
}

const NOUN = { 'read-records': 'readRecords', 'write-records': 'writeRecords' } as const

/** Read or write records: in all tables, or in those that are ticked. */
export function RecordGrant({ agent, kind, tables, onGrant }: RecordGrantProps) {
  const { t } = useTranslation('agents')
  const { all, named, missing } = recordGrantOf(agent, kind, tables)
  // The list stays open while nothing is ticked in it.
  const [picking, setPicking] = useState(false)
  const on = all || picking || named.length + missing.length > 0
  const noun = NOUN[kind]
  const give = (target: string | null, allowed: boolean) => onGrant({ kind, target, allowed })
  function handleReach(reach: 'all' | 'named') {
    setPicking(reach === 'named')
    give(null, reach === 'all')
  }
  function handleTick(id: string, ticked: boolean) {
    setPicking(true)
    give(id, ticked)
  }
  const where = all || !on ? '' : whereWords(named, t)
  return (
    <li className="flex flex-col gap-2 py-2.5">
      <Switch
        label={where === '' ? t(`tools.${noun}.label`) : t(`tools.${noun}.limited`, { where })}
        hint={t(`tools.${noun}.hint`)}
        checked={on}
        onChange={(allowed) => {
          setPicking(false)
          give(null, allowed)
        }}
      />
      {on ? (
        <div>
          <Segmented
            label={t(`tools.${noun}.reach`)}
            value={all ? 'all' : 'named'}
            onChange={handleReach}
            options={[
              { value: 'all', label: t('tools.inAll') },
              { value: 'named', label: t('tools.inNamed') },
            ]}
          />
        </div>
      ) : null}
      {on && !all ? (
        <TableList label={t(`tools.${noun}.tables`)} tables={tables ?? []} ticked={named} onTick={handleTick} />
      ) : null}
      {missing.map((id) => (
        <div key={id} className="flex items-center gap-2.5">
          <div className="min-w-0 flex-1">
            <p className="text-sm">{t('tools.missing')}</p>
            <p className="text-muted text-xs">{t('tools.missingHint')}</p>
          </div>
          <Button size="sm" aria-label={t('tools.removeMissing')} onClick={() => handleTick(id, false)}>
            {t('tools.remove')}
          </Button>
        </div>
      ))}
    </li>
  )
}

function whereWords(named: readonly { name: string }[], t: TFunction<'agents'>): string {
  if (named.length === 0) return t('tools.noTable')
  return named.length > 3 ? t('tools.inSome', { count: named.length }) : named.map(({ name }) => name).join(', ')
}

type TableListProps = {
  label: string
  tables: readonly Pick<Table, 'id' | 'name'>[]
  ticked: readonly { id: string }[]
  onTick: (id: string, ticked: boolean) => void
}

function TableList({ label, tables, ticked, onTick }: TableListProps) {
  const { t } = useTranslation('agents')
  return (
    <fieldset className="max-h-56 overflow-y-auto rounded-md bg-sunken px-3 py-2">
      <legend className="sr-only">{label}</legend>
      {tables.length === 0 ? <p className="text-muted text-sm">{t('tools.noTables')}</p> : null}
      <ul className="flex flex-col gap-1.5">
        {tables.map(({ id, name }) => (
          <li key={id}>
            <Checkbox
              label={name}
              checked={ticked.some((one) => one.id === id)}
              onChange={(checked) => onTick(id, checked)}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
