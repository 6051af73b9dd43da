import { recordTools } from '../../../electron/chat/tools/registry'
import { createAssistant } from '../../../electron/models/assistant/model'
import type { ModelCall } from '../../../electron/models/language-model'
import type { JsonValue } from '../../../shared/domain/common'
import { AppFailure } from '../../../shared/errors'
import { workspaceTables } from './workspace-tables'

type Prompt = ModelCall['prompt']
type FunctionTool = Extract<NonNullable<ModelCall['tools']>[number], { type: 'function' }>
export type TestTool = {
  name: string
  description?: string
  inputSchema: object
  answer: (input: JsonValue) => JsonValue
}
export type MadeCall = { tool: string; input: JsonValue }
export type Skill = { handle: string; description: string; tools: TestTool[] }

const NOW = new Date('2025-05-02T10:12:00.000Z')

type Options = { tools?: TestTool[]; skills?: Skill[]; without?: string[] }

/**
 * A conversation with the built-in assistant over the real record tools, as the run loop holds it: one request, its calls
 * carried out, the results in the next request. Skills bring their tools from the request after they were read.
 */
export function startConversation({ tools = [], skills = [], without = [] }: Options = {}) {
  const assistant = createAssistant({ now: () => NOW })
  const context = { tables: workspaceTables(), reach: { read: 'all' as const, write: 'all' as const }, now: () => NOW }
  const prompt: Prompt = [{ role: 'system', content: systemFor(skills) }]
  const activated = new Set<string>()
  const offered: string[][] = []
  const calls: MadeCall[] = []

  const offeredTools = (): FunctionTool[] =>
    [...recordTools, ...tools, ...skills.filter((skill) => activated.has(skill.handle)).flatMap((skill) => skill.tools)]
      .filter((tool) => !without.includes(tool.name))
      .map((tool) => toFunctionTool(tool.name, tool.description ?? '', tool.inputSchema))
      .concat(skills.length > 0 ? [activateTool(skills)] : [])

  const carryOut = async (tool: string, input: JsonValue): Promise<JsonValue> => {
    const skill = tool === 'activate_skill' ? skills.find((one) => one.handle === nameIn(input)) : undefined
    if (skill) {
      activated.add(skill.handle)
      const header = {
        skill: skill.handle,
        status: 'activated',
        integrations: [{ tools: skill.tools.map((one) => one.name) }],
      }
      return `${JSON.stringify(header)}\n<skill_content name="${skill.handle}">\nDo it.\n</skill_content>`
    }
    const own = [...tools, ...skills.flatMap((one) => one.tools)].find((one) => one.name === tool)
    if (own) return own.answer(input)
    const record = recordTools.find((one) => one.name === tool)
    if (!record) throw new Error(`the assistant called ${tool}, which was not offered`)
    const run =
      record.effect === 'read'
        ? record.run(input, context)
        : record
            .plan(input, context)
            .then((plan) =>
              plan.kind === 'none' ? plan.result : plan.apply({ actor: { kind: 'run', id: 'run' }, batchId: 'batch' }),
            )
    return run.then(
      ({ output }) => output,
      (error: unknown) => ({
        error: error instanceof AppFailure ? error.error.code.replace('-', '_') : 'refused',
        message: String(error instanceof Error ? error.message : error),
      }),
    )
  }

  return {
    calls,
    offered,
    prompt,
    /** Says a sentence and carries every call out until there is an answer. */
    async say(sentence: string): Promise<string> {
      prompt.push({ role: 'user', content: [{ type: 'text', text: sentence }] })
      for (let step = 0; step < 12; step++) {
        const offer = offeredTools()
        offered.push(offer.map((tool) => tool.name))
        const [part] = (await assistant.doGenerate({ prompt, tools: offer })).content
        if (part?.type === 'text') {
          prompt.push({ role: 'assistant', content: [{ type: 'text', text: part.text }] })
          return part.text
        }
        if (part?.type !== 'tool-call') throw new Error(`unexpected ${part?.type}`)
        const { toolCallId, toolName } = part
        const input: JsonValue = JSON.parse(part.input)
        calls.push({ tool: toolName, input })
        const value = await carryOut(toolName, input)
        const output = typeof value === 'string' ? { type: 'text' as const, value } : { type: 'json' as const, value }
        prompt.push({ role: 'assistant', content: [{ type: 'tool-call', toolCallId, toolName, input }] })
        prompt.push({ role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output }] })
      }
      throw new Error('no answer after 12 requests')
    },
  }
}

const toFunctionTool = (name: string, description: string, schema: unknown): FunctionTool => ({
  type: 'function',
  name,
  description,
  inputSchema: schema as FunctionTool['inputSchema'],
})

const activateTool = (skills: Skill[]): FunctionTool =>
  toFunctionTool('activate_skill', 'Reads the instructions of a skill.', {
    type: 'object',
    properties: { name: { type: 'string', enum: skills.map((skill) => skill.handle) } },
    required: ['name'],
  })

const systemFor = (skills: Skill[]): string =>
  `You are an agent.\n<available_skills>\n${skills
    .map((skill) => `  <skill><name>${skill.handle}</name><description>${skill.description}</description></skill>`)
    .join('\n')}\n</available_skills>`

const nameIn = (input: JsonValue): string =>
  typeof input === 'object' && input !== null && !Array.isArray(input) && typeof input.name === 'string'
    ? input.name
    : ''
