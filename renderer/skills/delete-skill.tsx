import { useTranslation } from 'react-i18next'
import type { Skill } from '../../shared/domain/skill'
import { useGo } from '../app/navigation'
import { useCommand } from '../app/use-command'
import { ConfirmDialog } from '../ui/confirm-dialog'

type DeleteSkillProps = { skill: Skill; open: boolean; onOpenChange: (open: boolean) => void }

export function DeleteSkill({ skill, open, onOpenChange }: DeleteSkillProps) {
  const { t } = useTranslation('skills')
  const go = useGo()
  const { run, busy, error } = useCommand(['skills', 'delete'])
  async function remove() {
    const result = await run({ id: skill.id })
    if (result.ok) go('/skills', { replace: true })
  }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('delete.title', { name: skill.name })}
      description={t('delete.description')}
      confirmLabel={t('delete.action')}
      onConfirm={() => void remove()}
      busy={busy}
      error={error}
    />
  )
}
