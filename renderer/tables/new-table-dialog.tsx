import { FileInput, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { TextInput } from '../ui/text-input'
import { type FieldDraft, newDraft, newFieldOf, problemOf } from './field-dialog-draft'
import { NewTableField } from './new-table-field'

type Draft = FieldDraft & { key: number }
type NewTableDialogProps = { onClose: () => void; onCreated: (id: string) => void; onImport: () => void }

/** A table made by hand: its name and its first fields, of every type. */
export function NewTableDialog({ onClose, onCreated, onImport }: NewTableDialogProps) {
  const { t } = useTranslation('table-panels')
  const create = useCommand(['tables', 'create'])
  const [name, setName] = useState('')
  const [drafts, setDrafts] = useState<Draft[]>(() => [{ ...newDraft(t('newTable.firstField')), key: 0 }])
  const named = drafts.filter((draft) => draft.name.trim() !== '')
  const problem = named.map((draft) => problemOf(draft, namesBeside(named, draft))).find((found) => found !== null)
  const ready = name.trim() !== '' && named.length > 0 && !problem
  async function handleCreate() {
    if (!ready) return
    const result = await create.run({ name: name.trim(), fields: named.map(newFieldOf) })
    if (!result.ok) return
    onClose()
    onCreated(result.value)
  }
  function handleAdd() {
    setDrafts([...drafts, { ...newDraft(), key: Math.max(...drafts.map(({ key }) => key)) + 1 }])
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('command.new')}
      width={560}
      footer={
        <>
          <Button variant="ghost" className="me-auto" icon={<FileInput aria-hidden="true" />} onClick={onImport}>
            {t('newTable.fromFile')}
          </Button>
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button variant="primary" busy={create.busy} disabled={!ready} onClick={() => void handleCreate()}>
            {t('newTable.create')}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void handleCreate()
        }}
      >
        <Field label={t('name')} required>
          <TextInput value={name} onChange={setName} maxLength={120} />
        </Field>
        <section aria-label={t('fields.title')} className="flex flex-col gap-2">
          <h3 className="font-medium text-sm">{t('fields.title')}</h3>
          <ul className="flex flex-col gap-2">
            {drafts.map((draft, place) => (
              <NewTableField
                key={draft.key}
                draft={draft}
                place={place}
                single={drafts.length === 1}
                fresh={draft.key > 0 && place === drafts.length - 1}
                onChange={(next) => setDrafts(drafts.map((one) => (one.key === draft.key ? { ...one, ...next } : one)))}
                onRemove={() => setDrafts(drafts.filter(({ key }) => key !== draft.key))}
              />
            ))}
          </ul>
          <div>
            <Button icon={<Plus aria-hidden="true" />} onClick={handleAdd}>
              {t('field.add')}
            </Button>
          </div>
        </section>
        {problem ? <p className="text-muted text-xs">{t(`field.problem.${problem}`)}</p> : null}
        {create.error ? <ErrorNote error={create.error} /> : null}
      </form>
    </Dialog>
  )
}

const namesBeside = (drafts: readonly Draft[], own: Draft): string[] =>
  drafts.filter(({ key }) => key !== own.key).map(({ name }) => name)
