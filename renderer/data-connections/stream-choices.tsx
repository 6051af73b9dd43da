import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DiscoveredStream } from '../../shared/domain/data-connection'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { DataTable } from '../ui/data-table'
import { Num } from '../ui/num'
import { SearchInput } from '../ui/search-input'
import { TextInput } from '../ui/text-input'

export type Choices = Record<string, { chosen: boolean; tableName: string }>

export const chosenStreams = (choices: Choices): { name: string; tableName: string }[] =>
  Object.entries(choices).flatMap(([name, { chosen, tableName }]) =>
    chosen && tableName.trim() ? [{ name, tableName: tableName.trim() }] : [],
  )

type StreamChoicesProps = { streams: DiscoveredStream[]; choices: Choices; onChange: (choices: Choices) => void }

/** Which streams become tables, and what the tables are called. */
export function StreamChoices({ streams, choices, onChange }: StreamChoicesProps) {
  const { t } = useTranslation('data-connections')
  const [search, setSearch] = useState('')
  const shown = streams.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
  const change = (name: string, part: Partial<Choices[string]>) =>
    onChange({ ...choices, [name]: { chosen: false, tableName: name, ...choices[name], ...part } })
  const setAll = (chosen: boolean) =>
    onChange({
      ...choices,
      ...Object.fromEntries(shown.map(({ name, label }) => [name, { tableName: label, ...choices[name], chosen }])),
    })
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <SearchInput value={search} onChange={setSearch} placeholder={t('searchTables')} />
        <Button onClick={() => setAll(true)}>{t('all')}</Button>
        <Button onClick={() => setAll(false)}>{t('none')}</Button>
      </div>
      <DataTable<DiscoveredStream>
        label={t('step.tables')}
        rows={shown}
        rowKey={({ name }) => name}
        empty={t('noTables')}
        columns={[
          {
            id: 'stream',
            header: t('column.stream'),
            cell: ({ name }) => (
              <Checkbox
                checked={choices[name]?.chosen ?? false}
                onChange={(chosen) => change(name, { chosen })}
                label={name}
              />
            ),
          },
          {
            id: 'table',
            header: t('column.table'),
            cell: ({ name }) => (
              <TextInput
                aria-label={t('tableNameOf', { name })}
                value={choices[name]?.tableName ?? ''}
                onChange={(tableName) => change(name, { tableName })}
              />
            ),
          },
          {
            id: 'fields',
            header: t('column.fields'),
            align: 'end',
            width: '80px',
            cell: ({ fields }) => <Num value={fields.length} />,
          },
          {
            id: 'rows',
            header: t('column.about'),
            align: 'end',
            width: '110px',
            cell: ({ estimatedRows }) => (estimatedRows === null ? '—' : <Num value={estimatedRows} />),
          },
        ]}
      />
    </div>
  )
}
