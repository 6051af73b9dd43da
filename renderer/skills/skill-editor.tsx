import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Skill, SkillDraft } from '../../shared/domain/skill'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { IconButton } from '../ui/icon-button'
import { InlineEdit } from '../ui/inline-edit'
import { SavedMark } from '../ui/saved-mark'
import { Skeleton } from '../ui/skeleton'
import { Switch } from '../ui/switch'
import { TextArea } from '../ui/text-area'
import { useAutosave } from '../ui/use-autosave'
import { DeleteSkill } from './delete-skill'
import { InstructionsEditor } from './instructions-editor'
import { SkillIntegrations } from './skill-integrations'

/** One skill, by its id. */
export function SkillEditor({ id }: { id: string }) {
  const { data, error } = useQueryOf(['skills', 'get'], { id })
  if (error && !data) return <ErrorNote className="m-6" error={error} />
  if (!data) return <Skeleton className="p-6" />
  return <SkillForm skill={data} />
}

function useSkillDraft(skill: Skill) {
  const update = useCommand(['skills', 'update'])
  const [draft, setDraft] = useState<SkillDraft>(skill)
  const { change, state, flush } = useAutosave<Partial<SkillDraft>>(async (changes) => {
    const result = await update.run({ id: skill.id, ...changes })
    return result.ok
  })
  function edit(changes: Partial<SkillDraft>) {
    setDraft((before) => ({ ...before, ...changes }))
    change(changes)
  }
  return { draft, edit, state, flush, error: update.error }
}

function SkillForm({ skill }: { skill: Skill }) {
  const { t } = useTranslation('skills')
  const { draft, edit, state, flush, error } = useSkillDraft(skill)
  const setActive = useCommand(['skills', 'setActive'])
  const [deleting, setDeleting] = useState(false)
  const described = draft.description.trim() !== ''
  async function offer(active: boolean) {
    await flush()
    await setActive.run({ id: skill.id, active })
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-[808px] flex-col gap-5 px-6 py-6">
        <div className="flex items-center gap-3">
          <h2 className="flex min-w-0 flex-1 font-semibold text-2xl">
            <InlineEdit value={draft.name} label={t('name')} maxLength={64} onSave={(name) => edit({ name })} />
          </h2>
          <SavedMark state={state} />
          <IconButton
            label={t('delete.action')}
            icon={<Trash2 aria-hidden="true" />}
            onClick={() => setDeleting(true)}
          />
        </div>
        {error ? <ErrorNote error={error} /> : null}
        {setActive.error ? <ErrorNote error={setActive.error} /> : null}
        <Field required label={t('description.label')} hint={t('description.hint')}>
          <TextArea
            minRows={1}
            maxRows={4}
            maxLength={1024}
            value={draft.description}
            onChange={(description) => edit({ description })}
            placeholder={t('description.placeholder')}
          />
        </Field>
        <Switch
          label={t('active.label')}
          {...(described ? {} : { hint: t('active.needsDescription') })}
          checked={skill.active && described}
          disabled={!described}
          onChange={(active) => void offer(active)}
        />
        <SkillIntegrations
          name={draft.name}
          plugged={draft.integrationIds}
          onChange={(integrationIds) => edit({ integrationIds })}
        />
        <InstructionsEditor value={draft.instructions} onChange={(instructions) => edit({ instructions })} />
      </div>
      <DeleteSkill skill={skill} open={deleting} onOpenChange={setDeleting} />
    </div>
  )
}
