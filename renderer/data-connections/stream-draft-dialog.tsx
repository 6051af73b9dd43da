import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StreamChoice } from '../../shared/domain/data-connection'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Segmented } from '../ui/segmented'
import { Select } from '../ui/select'
import { TextInput } from '../ui/text-input'
import { freeName, type StreamDraft, settingsProblem } from './stream-drafts'
import { StreamSettingsForm } from './stream-settings-form'

type OwnTable = { id: string; name: string }
type Target = StreamChoice['target']

type StreamDraftDialogProps = {
  draft: StreamDraft
  ownTables: OwnTable[]
  onClose: () => void
  onSave: (part: Pick<StreamDraft, 'target' | 'settings'>) => void
}

/** Everything about one stream before it is synced for the first time. */
export function StreamDraftDialog({ draft, ownTables, onClose, onSave }: StreamDraftDialogProps) {
  const { t } = useTranslation('data-connections')
  const [target, setTarget] = useState(draft.target)
  const [settings, setSettings] = useState(draft.settings)
  const problem = settingsProblem(settings) ?? (target.kind === 'existing' && target.tableId === '' ? 'noTable' : null)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      width={620}
      title={t('stream.settings', { name: draft.stream.label })}
      description={draft.stream.note ?? undefined}
      footer={
        <>
          {problem ? <span className="me-auto self-center text-bad text-sm">{t(`problem.${problem}`)}</span> : null}
          <Button size="lg" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button size="lg" variant="primary" disabled={problem !== null} onClick={() => onSave({ target, settings })}>
            {t('stream.keep')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        <TargetChoice
          target={target}
          usualName={freeName(draft.stream, new Set())}
          ownTables={ownTables}
          onChange={setTarget}
        />
        <StreamSettingsForm stream={draft.stream} settings={settings} onChange={setSettings} />
      </div>
    </Dialog>
  )
}

type TargetChoiceProps = {
  target: Target
  usualName: string
  ownTables: OwnTable[]
  onChange: (target: Target) => void
}

function TargetChoice({ target, usualName, ownTables, onChange }: TargetChoiceProps) {
  const { t } = useTranslation('data-connections')
  return (
    <div className="flex flex-col gap-2">
      {ownTables.length > 0 ? (
        <div>
          <Segmented
            label={t('target.kind')}
            value={target.kind}
            onChange={(kind) =>
              onChange(kind === 'new' ? { kind, tableName: usualName } : { kind, tableId: ownTables[0]?.id ?? '' })
            }
            options={(['new', 'existing'] as const).map((value) => ({ value, label: t(`target.${value}`) }))}
          />
        </div>
      ) : null}
      {target.kind === 'new' ? (
        <Field required label={t('target.name')}>
          <TextInput
            value={target.tableName}
            maxLength={120}
            onChange={(tableName) => onChange({ kind: 'new', tableName })}
          />
        </Field>
      ) : (
        <Field required label={t('target.table')} hint={t('target.existingHint')}>
          <Select
            value={target.tableId || null}
            onChange={(tableId) => onChange({ kind: 'existing', tableId })}
            options={ownTables.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Field>
      )}
    </div>
  )
}
