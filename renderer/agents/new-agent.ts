import i18next from 'i18next'
import { describeError } from '../../shared/errors'
import { api } from '../app/api'
import { toast } from '../ui/toast'

/** Makes an agent without any grant and opens it. */
export async function newAgent(go: (href: string) => void): Promise<void> {
  const name = i18next.t('agents:unnamed')
  const made = await api.agents.create({ name, description: '', instructions: '', model: null })
  if (made.ok) return go(`/agents/${made.value}`)
  const { title, advice } = describeError(made.error)
  toast({ title, description: advice, tone: 'bad' })
}
