import type { ActivationPart } from '../../shared/domain/chat'
import type { Skill } from '../../shared/domain/skill'
import { mayUseThroughSkill } from '../agents/grants'
import { type Situation, toolName } from './offer-tools'
import type { StoredActivation } from './stored'

type Reading = { skill: Skill; situation: Situation; by: ActivationPart['by']; callId: string | null }

/** What reading a skill puts into the conversation: one line on its integrations, then its instructions. */
export function readSkill({ skill, situation, by, callId }: Reading): ActivationPart {
  const attached = skill.integrationIds.flatMap((id) => {
    const integration = situation.integrations.get(id)
    return integration ? [{ integration, state: stateOf(situation, id) }] : []
  })
  const integrations = attached.map(({ integration: { id, actions }, state }) => {
    if (state === 'off') return { id, state }
    const tools = actions.map((action) => toolName(id, action.id))
    if (state === 'needs-connection') return { id, state: 'needs_connection', tools }
    return { id, state, accounts: (situation.accounts.get(id) ?? []).map((account) => account.label), tools }
  })
  const header = JSON.stringify({ skill: skill.handle, status: 'activated', integrations })
  return {
    type: 'activation',
    callId,
    by,
    skillId: skill.id,
    skillName: skill.name,
    handle: skill.handle,
    hash: skill.hash,
    content: `${header}\n<skill_content name="${skill.handle}" hash="${skill.hash}">\n${escapeBody(skill.instructions)}\n</skill_content>`,
    integrations: attached.map(({ integration, state }) => ({ id: integration.id, name: integration.name, state })),
  }
}

/** True when the conversation holds the instructions of this skill as they are now. */
export const isRead = (skill: Skill, activations: readonly StoredActivation[]): boolean =>
  activations.some((activation) => activation.skillId === skill.id && activation.hash === skill.hash)

/** The skills that a text calls by `@handle`. */
export function mentionedSkills(text: string, skills: readonly Skill[]): Skill[] {
  const handles = new Set([...text.matchAll(/(?<![\p{L}\p{N}_@.-])@([\p{L}\p{N}-]+)/gu)].map(([, handle]) => handle))
  return skills.filter((skill) => [...handles].some((handle) => handle?.toLowerCase() === skill.handle))
}

function stateOf(situation: Situation, id: string): ActivationPart['integrations'][number]['state'] {
  if (!mayUseThroughSkill(situation.agent, id)) return 'off'
  const usable = situation.accounts.get(id)?.some((account) => account.status === 'connected')
  return usable ? 'ready' : 'needs-connection'
}

/** Instructions cannot end the block that they stand in. */
const escapeBody = (text: string): string => text.replace(/<(?=\/?\s*skill_content)/gi, '&lt;')
