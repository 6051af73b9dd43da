import type { Agent } from '../shared/domain/agent'
import type { Dependent } from '../shared/domain/connector'
import type { Skill } from '../shared/domain/skill'

type Deps = { agents: () => Promise<Agent[]>; skills: () => Promise<Skill[]> }

/** What would miss a connector: the agents that may use it, and the skills whose instructions name it. */
export async function dependentsOf(
  connectors: readonly { id: string; name: string }[],
  deps: Deps,
): Promise<ReadonlyMap<string, Dependent[]>> {
  const [agents, skills] = await Promise.all([deps.agents(), deps.skills()])
  return new Map(
    connectors.map(({ id, name }) => {
      const using = agents.filter(({ grants }) =>
        grants.some((grant) => grant.kind === 'connector' && grant.target === id && grant.allowed),
      )
      const naming = skills.filter(({ instructions }) => names(instructions, name))
      return [
        id,
        [
          ...using.map((agent) => ({ kind: 'agent' as const, id: agent.id, name: agent.name })),
          ...naming.map((skill) => ({ kind: 'skill' as const, id: skill.id, name: skill.name })),
        ],
      ]
    }),
  )
}

/** As words of their own, whatever the case. */
function names(text: string, name: string): boolean {
  const padded = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `
  return padded.includes(
    ` ${name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()} `,
  )
}
