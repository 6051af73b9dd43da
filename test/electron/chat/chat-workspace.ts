import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAgents } from '../../../electron/agents/agents'
import { type Chat, createChat } from '../../../electron/chat/create-chat'
import type { LanguageModelV3, ModelsPort, SyncsPort } from '../../../electron/chat/ports'
import { type OpenedWorkspace, openWorkspaceDatabase } from '../../../electron/db/open'
import { createLedger } from '../../../electron/ledger/ledger'
import { classifyModelFailure } from '../../../electron/models/failure'
import { createSkills } from '../../../electron/skills/skills'
import type { Card, Message, ToolPart } from '../../../shared/domain/chat'
import { BUILT_IN_MODEL } from '../../../shared/domain/model'
import type { PatchbayEvent } from '../../../shared/events'
import { openTestConnectors } from '../connectors/open-connectors'
import { openTestTables } from './open-tables'
import { createScriptedModel, type Script } from './scripted-model'
import { createTestServices, TEST_INTEGRATIONS } from './test-services'

/** No data connections. */
const NO_SYNCS: SyncsPort = {
  list: async () => [],
  sources: () => [],
  runs: async () => [],
  previewSchedule: () => [],
  setSchedule: async () => {},
  sync: async () => '',
}

export type ChatWorkspace = Awaited<ReturnType<typeof openChatWorkspace>>

/** A workspace on a file of its own with everything real but the network and the model, which `answering` replaces. */
export async function openChatWorkspace({
  answering,
  syncs = NO_SYNCS,
}: {
  answering?: LanguageModelV3
  syncs?: SyncsPort
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-chat-'))
  const clock = { now: new Date('2026-03-02T09:00:00.000Z') }
  const now = () => new Date(clock.now)
  const events: PatchbayEvent[] = []
  const failures: unknown[] = []
  const model = createScriptedModel()
  const services = createTestServices(now)
  const tables = await openTestTables(folder, now)
  const integrationExists = (id: string) => TEST_INTEGRATIONS.some((integration) => integration.id === id)

  let opened: OpenedWorkspace
  let chat: Chat
  const features = async () => {
    const { db } = opened
    const ledger = createLedger({ db, now, redact: (text) => text })
    const connecting = await openTestConnectors({ db, ledger, now })
    const skills = createSkills({ db, integrationExists, now })
    const agents = createAgents({
      ...{ db, integrationExists, now },
      tableExists: async (id) => (await tables.tables.names()).has(id),
      connectors: () => connecting.connectors.list(),
    })
    const models: ModelsPort = {
      resolveModel: async () => ({ model: answering ?? model.model, label: 'Scripted' }),
      workspaceDefault: async () => BUILT_IN_MODEL,
      classifyModelFailure,
    }
    return { db, ledger, skills, agents, models, connecting }
  }
  let parts: Awaited<ReturnType<typeof features>>
  const open = async () => {
    opened = await openWorkspaceDatabase(join(folder, 'workspace.sqlite'))
    parts = await features()
    const { db, ledger, skills, agents, models, connecting } = parts
    await ledger.recover()
    await agents.ensureDefault()
    chat = createChat({
      ...{ db, skills, agents, models, now },
      integrations: services.integrations(ledger),
      accounts: services.accounts,
      connectors: { list: connecting.connectors.list, ...connecting.calls },
      tables: tables.tables,
      syncs,
      announce: (event) => events.push(event),
      redact: (text) => text.replaceAll('canary-secret', '•••'),
      onUnexpected: (error) => failures.push(error),
    })
    await chat.start()
  }
  await open()

  const view = (threadId: string) => chat.open(threadId)
  const helper = {
    clock,
    events,
    failures,
    model,
    services,
    tables,
    get chat() {
      return chat
    },
    get db() {
      return parts.db
    },
    get skills() {
      return parts.skills
    },
    get agents() {
      return parts.agents
    },
    get connecting() {
      return parts.connecting
    },
    /** Says something with these answers of the model ahead, and waits until it ends or asks. */
    async say(threadId: string, text: string, script: Script, skillIds: string[] = []): Promise<Message> {
      model.queue(script)
      const id = await chat.send(threadId, { text, skillIds })
      await chat.settled(threadId)
      return helper.message(threadId, id)
    },
    async answer(card: Card, answer: Parameters<Chat['answerCard']>[1]): Promise<void> {
      await chat.answerCard(card.id, answer)
      await chat.settled(card.threadId)
    },
    async message(threadId: string, id: string): Promise<Message> {
      const found = (await view(threadId)).messages.find((message) => message.id === id)
      if (!found) throw new Error('The message is not on the current branch')
      return found
    },
    async last(threadId: string): Promise<Message> {
      const found = (await view(threadId)).messages.at(-1)
      if (!found) throw new Error('The thread is empty')
      return found
    },
    async openCard(threadId: string): Promise<Card> {
      const open = (await view(threadId)).cards.filter((card) => card.status === 'open')
      const [card] = open
      if (!card || open.length > 1) throw new Error(`${open.length} cards are open`)
      return card
    },
    /** Ends the program and starts it again. `kill`: without storing what was under way. */
    async restart(how: 'quit' | 'kill'): Promise<void> {
      if (how === 'quit') await chat.close()
      await opened.close()
      await open()
    },
    async close(): Promise<void> {
      await chat.close()
      await parts.connecting.close()
      await opened.close()
      await tables.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return helper
}

export const textOf = (message: Message | undefined): string =>
  (message?.parts ?? []).flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('')

export const toolsIn = (message: Message | undefined): ToolPart[] =>
  (message?.parts ?? []).filter((part) => part.type === 'tool')

export const onlyTool = (message: Message | undefined): ToolPart => {
  const [part, ...others] = toolsIn(message)
  if (!part || others.length > 0) throw new Error(`${others.length + 1} tool parts`)
  return part
}
