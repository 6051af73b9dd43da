import { listOf } from './fields'
import { intents } from './intents'
import { notUnderstood } from './not-understood'
import { ACTIVATE_SKILL } from './read-prompt'
import { partOf, toRequest } from './request'
import { answer, plural } from './show'
import { Answered, type OfferedSkill, type Request, type Steps, type Turn } from './types'
import { stemsOf } from './words'

/** The work that a sentence asks for: read the skills it names, then what the rest of it says. */
export function* interpret(turn: Turn): Steps<string> {
  const whole = toRequest(turn.sentence)
  const { request, skills } = takeSkills(whole, turn)
  for (const skill of skills)
    if (turn.tools.has(ACTIVATE_SKILL)) yield { tool: ACTIVATE_SKILL, input: { name: skill.handle } }
  if (request.text === '') return skills.length > 0 ? afterReading(skills, turn) : notUnderstood()
  for (const intent of intents) {
    const work = intent.understand(request, turn)
    if (work) return yield* work
  }
  return skills.length > 0 ? afterReading(skills, turn) : notUnderstood()
}

const MENTION = /(?<![\p{L}\p{N}_@.-])@([\p{L}\p{N}][\p{L}\p{N}_-]*)/gu
const USE =
  /^(?:use|using|follow|with|activate|apply)\s+(?:the\s+|my\s+)?(?:skill\s+(\S+)|(\S+(?: \S+){0,4}?)\s+skill)\b\s*(?:,|:|and|to|for)?\s*/i
const USE_MENTION = /^(?:use|using|follow|with|activate|apply)\s+(?=@)/i

type Taken = { request: Request; skills: OfferedSkill[] }

function takeSkills(whole: Request, turn: Turn): Taken {
  const used = USE.exec(whole.text)
  if (used) {
    const name = (used[1] ?? used[2] ?? '').replace(/^@/, '').replace(/["']/g, '')
    const called = /^\uE000(\d+)\uE001$/.exec(name)
    const skill = skillCalled(called ? (whole.quoted[Number(called[1])] ?? '') : name, turn)
    return { request: partOf(whole, whole.text.slice(used[0].length)), skills: [skill] }
  }
  const mentioned = [...whole.text.matchAll(MENTION)].flatMap(([, handle = '']) =>
    turn.skills.filter((skill) => skill.handle === handle.toLowerCase()),
  )
  if (mentioned.length === 0 && USE_MENTION.test(whole.text)) {
    const [, handle = ''] = [...whole.text.matchAll(MENTION)][0] ?? []
    throw noSuchSkill(handle, turn)
  }
  if (mentioned.length === 0) return { request: whole, skills: [] }
  const handles = new Set(mentioned.map((skill) => skill.handle))
  const text = whole.text
    .replace(USE_MENTION, '')
    .replace(MENTION, (all, handle: string) => (handles.has(handle.toLowerCase()) ? ' ' : all))
    .replace(/^\s*(?:,|:|and\b|to\b|please\b|skill\b)+\s*/i, '')
    .replace(/^(?:to|and)\s+/i, '')
    .replace(/\s+(?:using|with|via|through)\s*$/i, '')
    .replace(/\s+/g, ' ')
  return { request: partOf(whole, text), skills: mentioned }
}

function skillCalled(name: string, turn: Turn): OfferedSkill {
  const said = stemsOf(name).join(' ')
  const exact = turn.skills.filter((skill) => stemsOf(skill.handle).join(' ') === said)
  const partly = turn.skills.filter((skill) => stemsOf(name).every((word) => stemsOf(skill.handle).includes(word)))
  const [skill, ...others] = exact.length > 0 ? exact : partly
  if (!skill || said === '') throw noSuchSkill(name, turn)
  if (others.length > 0)
    throw new Answered(
      `Which skill: ${listOf(
        [skill, ...others].map((one) => `@${one.handle}`),
        'or',
      )}?`,
    )
  return skill
}

const noSuchSkill = (name: string, turn: Turn): Answered =>
  new Answered(
    turn.skills.length > 0
      ? `No skill called "${name}" is offered. Offered are ${listOf(turn.skills.map((skill) => `@${skill.handle}`))}.`
      : `No skill called "${name}" is offered; no skill is active here.`,
  )

function afterReading(skills: readonly OfferedSkill[], turn: Turn): string {
  const brought = [...turn.skillTools].filter((name) => turn.tools.has(name))
  const read = `${listOf(skills.map((skill) => `@${skill.handle}`))} ${skills.length === 1 ? 'is' : 'are'} active in this conversation.`
  const tools =
    brought.length > 0
      ? `${plural(brought.length, 'action')} can be used now: ${listOf(brought.map((name) => `\`${name}\``))}.`
      : 'No further actions came with it.'
  return answer(
    `${read} ${tools}`,
    'I am not a language model and cannot follow instructions in prose. Name a step, for example: run <action> with key=value.',
  )
}
