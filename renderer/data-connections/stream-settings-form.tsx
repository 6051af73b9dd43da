import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DiscoveredStream, StreamSettings } from '../../shared/domain/data-connection'
import { Field } from '../ui/field'
import { RadioCards } from '../ui/radio-cards'
import { Select } from '../ui/select'
import { fieldLabel } from './field-label'
import { cursorOf, deletesSeen, whyNotIncremental, withMode } from './stream-drafts'
import { StreamFields } from './stream-fields'
import { StreamFilters } from './stream-filters'

type StreamSettingsFormProps = {
  stream: DiscoveredStream
  settings: StreamSettings
  onChange: (settings: StreamSettings) => void
}

/** How a stream is read: its mode, its fields, its filters, and what becomes of deleted records. */
export function StreamSettingsForm({ stream, settings, onChange }: StreamSettingsFormProps) {
  const { t } = useTranslation('data-connections')
  const set = (part: Partial<StreamSettings>) => onChange({ ...settings, ...part })
  return (
    <>
      <ModeChoice stream={stream} settings={settings} onChange={onChange} />
      <Part title={t('fields.title')}>
        <StreamFields stream={stream} settings={settings} onChange={(fields) => set({ fields })} />
      </Part>
      <Part title={t('filters.title')} hint={t(`filters.${stream.filters}`)}>
        <StreamFilters fields={stream.fields} filters={settings.filters} onChange={(filters) => set({ filters })} />
      </Part>
      <Part title={t('deletes.title')} hint={t(`deletes.seen.${deletesSeen(stream, settings)}`)}>
        <RadioCards
          label={t('deletes.title')}
          columns={2}
          value={settings.deletes}
          onChange={(deletes) => set({ deletes })}
          options={(['remove', 'keep'] as const).map((value) => ({
            value,
            label: t(`deletes.${value}`),
            hint: t(`deletes.${value}Hint`),
          }))}
        />
      </Part>
    </>
  )
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <div>
        <h3 className="font-medium text-sm">{title}</h3>
        {hint ? <p className="text-muted text-xs">{hint}</p> : null}
      </div>
      {children}
    </section>
  )
}

const OWN = ''

function ModeChoice({ stream, settings, onChange }: StreamSettingsFormProps) {
  const { t } = useTranslation('data-connections')
  const why = whyNotIncremental(stream)
  const { cursorField, cursorChoices } = stream
  const others = cursorChoices.filter((name) => name !== cursorField)
  return (
    <Part title={t('mode.title')}>
      <RadioCards
        label={t('mode.title')}
        columns={2}
        value={settings.mode}
        onChange={(mode) => onChange(withMode(settings, mode, stream))}
        options={[
          {
            value: 'incremental',
            label: t('mode.incremental'),
            hint: why
              ? t(`mode.not.${why}`)
              : t('mode.incrementalHint', { field: fieldLabel(stream, cursorOf(stream, settings) ?? others[0] ?? '') }),
            disabled: why !== null,
          },
          { value: 'full', label: t('mode.full'), hint: t('mode.fullHint') },
        ]}
      />
      {settings.mode === 'incremental' && others.length > 0 ? (
        <Field required label={t('mode.cursor')} hint={t('mode.cursorHint')}>
          <Select
            value={settings.cursorField ?? OWN}
            onChange={(name) => onChange({ ...settings, cursorField: name === OWN ? null : name })}
            options={[
              ...(cursorField === null
                ? []
                : [{ value: OWN, label: t('mode.ownCursor', { field: fieldLabel(stream, cursorField) }) }]),
              ...others.map((name) => ({ value: name, label: fieldLabel(stream, name) })),
            ]}
          />
        </Field>
      ) : null}
    </Part>
  )
}
