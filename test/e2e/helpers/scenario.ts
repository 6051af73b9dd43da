import { expect, type Page } from '@playwright/test'
import type { Card, ThreadView } from '../../../shared/domain/chat'
import type { ModelServer } from '../../helpers/model-server'
import { call } from './call'

/** Makes a scripted server the model of the workspace. */
export async function chooseModel(page: Page, model: ModelServer, key: string): Promise<void> {
  const id = await call(page, 'models', 'create', {
    name: 'Scripted',
    baseUrl: model.baseUrl,
    key,
    models: ['test-model'],
  })
  await call(page, 'models', 'setWorkspaceDefault', { providerId: id, modelId: 'test-model' })
}

export const BODY = 'Always write the summary in capitals.'

/** A skill with Jira attached, offered to conversations. */
export async function addSkill(page: Page): Promise<string> {
  const id = await call(page, 'skills', 'create', {
    name: 'File a bug',
    description: 'Use this skill when somebody wants to report a bug.',
    instructions: BODY,
    integrationIds: ['jira'],
  })
  await call(page, 'skills', 'setActive', { id, active: true })
  return id
}

export async function startThread(page: Page, text: string): Promise<string> {
  const threadId = await call(page, 'chat', 'createThread', { agentId: null })
  await call(page, 'chat', 'send', { threadId, text, skillIds: [] })
  return threadId
}

export const viewOf = (page: Page, threadId: string): Promise<ThreadView> => call(page, 'chat', 'open', { threadId })

/** Waits until no answer is under way, or a card waits. */
export async function settled(page: Page, threadId: string, status: 'idle' | 'waiting'): Promise<ThreadView> {
  await expect.poll(async () => (await viewOf(page, threadId)).thread.status, { timeout: 20_000 }).toBe(status)
  return viewOf(page, threadId)
}

export async function openCard(page: Page, threadId: string, kind: Card['payload']['kind']): Promise<Card> {
  const find = async () =>
    (await viewOf(page, threadId)).cards.find((card) => card.status === 'open' && card.payload.kind === kind)
  await expect.poll(async () => (await find()) !== undefined, { timeout: 20_000 }).toBe(true)
  const card = await find()
  if (!card) throw new Error(`No open card ${kind}`)
  return card
}
