import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import type { ModelCall } from '../language-model'
import type { JsonObject, OfferedSkill, OfferedTool, Outcome, Recorded, Turn } from './types'

type Message = ModelCall['prompt'][number]
type ToolOutput = Extract<Extract<Message, { role: 'tool' }>['content'][number], { type: 'tool-result' }>['output']

export const ACTIVATE_SKILL = 'activate_skill'
const SKILL_BLOCK = /(?:^\{.*\}\n)?<skill_content\b[\s\S]*?<\/skill_content>/gm

/** Reads a model request: what was asked last, what was called since, and what may be called. */
export function readPrompt(options: ModelCall, now: Date): Turn {
  const { prompt } = options
  const asked = prompt.findLastIndex((message) => message.role === 'user' && sentenceOf(message) !== '')
  const done = callsIn(prompt.slice(asked + 1))
  const tools = toolsOf(options)
  const system = prompt.flatMap((message) => (message.role === 'system' ? [message.content] : [])).join('\n')
  return {
    sentence: asked < 0 ? '' : sentenceOf(prompt[asked]),
    tools,
    skills: skillsOf(tools.get(ACTIVATE_SKILL), system),
    past: callsIn(prompt.slice(0, Math.max(asked, 0))),
    done,
    skillTools: new Set(done.filter((call) => call.tool === ACTIVATE_SKILL).flatMap(toolsBroughtBy)),
    now,
  }
}

function sentenceOf(message: Message | undefined): string {
  if (message?.role !== 'user') return ''
  const text = message.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  return text.replace(SKILL_BLOCK, '').trim()
}

function toolsOf({ tools }: ModelCall): Map<string, OfferedTool> {
  const offered = (tools ?? []).flatMap((tool) =>
    tool.type === 'function'
      ? [{ name: tool.name, description: tool.description ?? '', schema: asObject(tool.inputSchema) }]
      : [],
  )
  return new Map(offered.map((tool) => [tool.name, tool]))
}

/** Handles come from the tool that activates them; the system prompt describes them. */
function skillsOf(activate: OfferedTool | undefined, system: string): OfferedSkill[] {
  const handles = z
    .array(z.string())
    .catch([])
    .parse(asObject(asObject(activate?.schema.properties).name).enum)
  const described = [...system.matchAll(/<skill><name>(.*?)<\/name><description>(.*?)<\/description>/gs)]
  const descriptions = new Map(described.map(([, name = '', text = '']) => [unescapeXml(name), unescapeXml(text)]))
  return handles.map((handle) => ({ handle, description: descriptions.get(handle) ?? '' }))
}

function callsIn(messages: readonly Message[]): Recorded[] {
  const outcomes = new Map<string, Outcome>()
  for (const message of messages) {
    if (message.role !== 'tool' && message.role !== 'assistant') continue
    for (const part of message.content)
      if (part.type === 'tool-result') outcomes.set(part.toolCallId, outcomeOf(part.output))
  }
  return messages.flatMap((message) => {
    if (message.role !== 'assistant') return []
    return message.content.flatMap((part) => {
      const outcome = part.type === 'tool-call' ? outcomes.get(part.toolCallId) : undefined
      return part.type === 'tool-call' && outcome ? [{ tool: part.toolName, input: asObject(part.input), outcome }] : []
    })
  })
}

function outcomeOf(output: ToolOutput): Outcome {
  switch (output.type) {
    case 'execution-denied':
      return { ok: false, code: 'denied', message: output.reason ?? '' }
    case 'error-text':
      return { ok: false, code: 'failed', message: output.value }
    case 'error-json':
      return failureIn(asJson(output.value)) ?? { ok: false, code: 'failed', message: JSON.stringify(output.value) }
    case 'json':
      return failureIn(asJson(output.value)) ?? { ok: true, value: asJson(output.value) }
    case 'text':
      return fromText(output.value)
    case 'content':
      return fromText(output.value.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n'))
  }
}

function fromText(text: string): Outcome {
  let value: JsonValue = text
  try {
    value = asJson(JSON.parse(text))
  } catch {
    return { ok: true, value }
  }
  return failureIn(value) ?? { ok: true, value }
}

const FlatFailure = z.object({ error: z.string(), message: z.string().optional(), reason: z.string().optional() })
const NestedFailure = z.object({ error: z.object({ code: z.string().optional(), message: z.string().optional() }) })

function failureIn(value: JsonValue): Outcome | null {
  const flat = FlatFailure.safeParse(value).data
  if (flat) return { ok: false, code: flat.error, message: flat.message ?? flat.reason ?? '' }
  const nested = NestedFailure.safeParse(value).data?.error
  return nested ? { ok: false, code: nested.code ?? 'failed', message: nested.message ?? '' } : null
}

const Header = z.object({ integrations: z.array(z.object({ tools: z.array(z.string()).catch([]) })) })

function toolsBroughtBy({ outcome }: Recorded): string[] {
  if (!outcome.ok || typeof outcome.value !== 'string') return []
  try {
    const header = Header.safeParse(JSON.parse(outcome.value.split('\n')[0] ?? ''))
    return header.success ? header.data.integrations.flatMap((integration) => integration.tools) : []
  } catch {
    return []
  }
}

/** What arrives in a model request is JSON by its type, but the SDK declares parts of it as unknown. */
const asJson = (value: unknown): JsonValue => value as JsonValue
export const asObject = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}

const unescapeXml = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
