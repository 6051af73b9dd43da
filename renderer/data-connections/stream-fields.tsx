import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DiscoveredStream, StreamField, StreamSettings } from '../../shared/domain/data-connection'
import { labelOf } from '../../shared/domain/field-label'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { SearchInput } from '../ui/search-input'
import { Segmented } from '../ui/segmented'
import { fieldsLeftOut, fixedFields } from './stream-drafts'

type StreamFieldsProps = {
  stream: DiscoveredStream
  settings: StreamSettings
  onChange: (fields: string[] | null) => void
}

const SEARCH_FROM = 12
const NAMED = 5

/** All fields, also those that come later, or some. Keys and the field that tells what changed are always read. */
export function StreamFields({ stream, settings, onChange }: StreamFieldsProps) {
  const { t } = useTranslation('data-connections')
  const [search, setSearch] = useState('')
  const all = stream.fields.map(({ name }) => name)
  const fixed = fixedFields(stream, settings)
  const chosen = new Set([...(settings.fields ?? all), ...fixed])
  const wanted = search.trim().toLocaleLowerCase()
  const shown = stream.fields.filter((field) => `${labelOf(field)} ${field.name}`.toLocaleLowerCase().includes(wanted))
  function set(names: string[], on: boolean) {
    const changed = new Set(names)
    onChange(all.filter((name) => fixed.has(name) || (changed.has(name) ? on : chosen.has(name))))
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
          <div className="flex items-center gap-2">
            {all.length >= SEARCH_FROM ? (
              <div className="min-w-0 flex-1">
                <SearchInput value={search} onChange={setSearch} placeholder={t('fields.search')} />
              </div>
            ) : null}
            <Choose fields={shown} found={wanted !== ''} onChoose={set} />
          </div>
          <ul aria-label={t('fields.title')} className="grid max-h-52 grid-cols-2 gap-x-4 gap-y-1 overflow-y-auto py-1">
            {shown.map((field) => (
              <li key={field.name} className="min-w-0">
                <Checkbox
                  checked={chosen.has(field.name)}
                  disabled={fixed.has(field.name)}
                  onChange={(on) => set([field.name], on)}
                  label={<span className="block truncate">{labelOf(field)}</span>}
                  hint={<FieldHint field={field} isFixed={fixed.has(field.name)} />}
                />
              </li>
            ))}
          </ul>
          <LeftOut names={fieldsLeftOut(stream, settings)} />
        </div>
      )}
    </>
  )
}

type ChooseProps = { fields: StreamField[]; found: boolean; onChoose: (names: string[], on: boolean) => void }

function Choose({ fields, found, onChoose }: ChooseProps) {
  const { t } = useTranslation('data-connections')
  const names = fields.map(({ name }) => name)
  return (
    <>
      <Button onClick={() => onChoose(names, true)}>{t(found ? 'picker.allFound' : 'picker.all')}</Button>
      <Button onClick={() => onChoose(names, false)}>{t(found ? 'picker.noneFound' : 'picker.none')}</Button>
    </>
  )
}

function FieldHint({ field, isFixed }: { field: StreamField; isFixed: boolean }) {
  const { t } = useTranslation('data-connections')
  const { name, label, sourceType, primaryKey } = field
  return (
    <span className="block truncate font-mono" title={`${name} · ${sourceType}`}>
      {label === undefined || label === name ? '' : `${name} · `}
      {sourceType}
      {primaryKey ? ` · ${t('fields.key')}` : isFixed ? ` · ${t('fields.fixed')}` : ''}
    </span>
  )
}

/** What an explicit choice does not take, also what came to the source since. */
function LeftOut({ names }: { names: string[] }) {
  const { t } = useTranslation('data-connections')
  if (names.length === 0) return null
  const named = names.slice(0, NAMED).join(', ')
  const more = names.length - NAMED
  return (
    <p role="status" className="text-muted text-xs [overflow-wrap:anywhere]">
      {t('fields.leftOut', { count: names.length })} {more > 0 ? t('fields.andMore', { named, count: more }) : named}
    </p>
  )
}
