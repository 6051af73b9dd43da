import i18next from 'i18next'
import { describeError } from '../../shared/errors'
import { api } from '../app/api'
import { toast } from '../ui/toast'

/** Makes an empty skill and opens it. */
export async function newSkill(go: (href: string) => void): Promise<void> {
  const name = i18next.t('skills:unnamed')
  const made = await api.skills.create({ name, description: '', instructions: '', integrationIds: [] })
  if (made.ok) return go(`/skills/${made.value}`)
  const { title, advice } = describeError(made.error)
  toast({ title, description: advice, tone: 'bad' })
}
