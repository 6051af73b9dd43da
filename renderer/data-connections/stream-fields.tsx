import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DiscoveredStream, StreamSettings } from '../../shared/domain/data-connection'
import { Checkbox } from '../ui/checkbox'
import { SearchInput } from '../ui/search-input'
import { Segmented } from '../ui/segmented'
import { fixedFields } from './stream-drafts'

type StreamFieldsProps = {
  stream: DiscoveredStream
  settings: StreamSettings
  onChange: (fields: string[] | null) => void
}

const SEARCH_FROM = 12

/** All fields, also those that come later, or some. Keys and the field that tells what changed are always read. */
export function StreamFields({ stream, settings, onChange }: StreamFieldsProps) {
  const { t } = useTranslation('data-connections')
  const [search, setSearch] = useState('')
  const all = stream.fields.map(({ name }) => name)
  const fixed = fixedFields(stream, settings)
  const chosen = new Set([...(settings.fields ?? all), ...fixed])
  const wanted = search.trim().toLocaleLowerCase()
  const shown = stream.fields.filter(({ name }) => name.toLocaleLowerCase().includes(wanted))
  function toggle(name: string, on: boolean) {
    onChange(all.filter((field) => (field === name ? on : chosen.has(field))))
  }
  return (
    <>
      <div className="flex items-center gap-3">
        <Segmented
          label={t('fields.title')}
          value={settings.fields === null ? 'all' : 'some'}
          onChange={(which) => onChange(which === 'all' ? null : all)}
          options={(['all', 'some'] as const).map((value) => ({ value, label: t(`fields.${value}`) }))}
        />
        <span className="tnum text-muted text-xs">
          {settings.fields === null
            ? t('fields.allHint', { count: all.length })
            : t('fields.chosen', { count: chosen.size, all: all.length })}
        </span>
      </div>
      {settings.fields === null ? null : (
        <div className="flex flex-col gap-2">
          {all.length >= SEARCH_FROM ? (
            <SearchInput value={search} onChange={setSearch} placeholder={t('fields.search')} />
          ) : null}
          <ul aria-label={t('fields.title')} className="grid max-h-52 grid-cols-2 gap-x-4 gap-y-1 overflow-y-auto py-1">
            {shown.map(({ name, sourceType, primaryKey }) => (
              <li key={name} className="min-w-0">
                <Checkbox
                  checked={chosen.has(name)}
                  disabled={fixed.has(name)}
                  onChange={(on) => toggle(name, on)}
                  label={name}
                  hint={
                    <span className="font-mono">
                      {sourceType}
                      {primaryKey ? ` · ${t('fields.key')}` : ''}
                    </span>
                  }
                />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
