import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openWorkspaceDatabase } from '../../../electron/db/open'
import { ledgerHandlers } from '../../../electron/ledger/handlers'
import { createLedger } from '../../../electron/ledger/ledger'
import type { Dispatch, Outcome } from '../../../electron/net/ledger-port'
import { ledger as contract } from '../../../shared/contract/ledger'

const SECRET = 'canary-0123456789'
const entry: Dispatch = {
  kind: 'action',
  actor: 'Support agent',
  threadId: 't1',
  runId: 'r1',
  cardId: null,
  target: 'Jira: Create an issue',
  accountLabel: 'Work',
  request: {
    method: 'POST',
    url: 'https://acme.atlassian.net/rest/api/3/issue',
    headers: [{ name: 'Authorization', value: '•••' }],
    body: '{"summary":"100% sure"}',
  },
  requestBytes: 23,
}
const answered: Outcome = { status: 'succeeded', httpStatus: 201, responseBytes: 10, durationMs: 5, failure: null }
const everything = { before: null, limit: 200, kinds: [], statuses: [], threadId: null, search: '' }

async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-'))
  const file = join(folder, 'workspace.sqlite')
  const opened = [await openWorkspaceDatabase(file)]
  onTestFinished(async () => {
    await opened.at(-1)?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const ledgerOf = ({ db }: { db: Parameters<typeof createLedger>[0]['db'] }) =>
    createLedger({ db, now: () => new Date('2025-01-02T03:04:05Z'), redact: (text) => text.replaceAll(SECRET, '•••') })
  const reopen = async () => {
    await opened.at(-1)?.close()
    const next = await openWorkspaceDatabase(file)
    opened.push(next)
    return ledgerOf(next)
  }
  const [first] = opened
  if (!first) throw new Error('not opened')
  return { ledger: ledgerOf(first), reopen }
}

describe('the ledger', () => {
  it('keeps a request from dispatch to answer, in the shape of the contract', async () => {
    const { ledger } = await open()
    const id = await ledger.dispatch(entry)
    expect(await ledger.list(everything)).toMatchObject([
      { id, status: 'dispatched', httpStatus: null, durationMs: null },
    ])
    await ledger.complete(id, answered)
    const listed = await ledgerHandlers(ledger).list(everything)
    expect(contract.list.output.parse(listed)).toEqual([{ id, at: '2025-01-02T03:04:05.000Z', ...entry, ...answered }])
  })

  it('says indeterminate of what was under way when the program ended', async () => {
    const { ledger, reopen } = await open()
    const [heard, unheard] = [await ledger.dispatch(entry), await ledger.dispatch(entry)]
    await ledger.complete(heard, answered)
    const later = await reopen()
    expect(await later.recover()).toBe(1)
    const rows = await later.list(everything)
    expect(rows.map(({ id, status }) => [id, status])).toEqual([
      [unheard, 'indeterminate'],
      [heard, 'succeeded'],
    ])
    expect(await later.recover()).toBe(0)
  })

  it('does not change a row that is complete', async () => {
    const { ledger } = await open()
    const id = await ledger.dispatch(entry)
    await ledger.complete(id, answered)
    await ledger.complete(id, { ...answered, status: 'failed', httpStatus: 500 })
    expect(await ledger.list(everything)).toMatchObject([{ status: 'succeeded', httpStatus: 201 }])
  })

  it('accepts each card once, also when the two uses race', async () => {
    const { ledger } = await open()
    const uses = await Promise.allSettled([1, 2, 3].map(() => ledger.dispatch({ ...entry, cardId: 'card-1' })))
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(uses.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { error: { code: 'approval-mismatch' } },
    })
    expect(await ledger.list(everything)).toHaveLength(1)
  })

  it('hides secrets in every text that it stores', async () => {
    const { ledger } = await open()
    const leaky = { name: SECRET, value: SECRET }
    const request = { method: 'GET', url: `https://a.example/?k=${SECRET}`, headers: [leaky], body: `"${SECRET}` }
    const id = await ledger.dispatch({ ...entry, actor: SECRET, target: SECRET, accountLabel: SECRET, request })
    await ledger.complete(id, { ...answered, failure: `refused ${SECRET}` })
    const text = JSON.stringify(await ledger.list(everything))
    expect(text).not.toContain(SECRET)
    expect(text.split('•••')).toHaveLength(9)
  })

  it('lists newest first, a page at a time', async () => {
    const { ledger } = await open()
    const ids: number[] = []
    for (let index = 0; index < 5; index++) ids.unshift(await ledger.dispatch(entry))
    const first = await ledger.list({ ...everything, limit: 2 })
    const second = await ledger.list({ ...everything, limit: 3, before: first.at(-1)?.id ?? null })
    expect([...first, ...second].map(({ id }) => id)).toEqual(ids)
  })

  it('filters by kind, status, thread and words, taking wildcards as they are written', async () => {
    const { ledger } = await open()
    const model = await ledger.dispatch({ ...entry, kind: 'model', threadId: 't2', target: 'api.example' })
    const action = await ledger.dispatch(entry)
    await ledger.complete(action, answered)
    const idsOf = async (filter: Partial<Parameters<typeof ledger.list>[0]>) =>
      (await ledger.list({ ...everything, ...filter })).map(({ id }) => id)
    expect(await idsOf({ kinds: ['model'] })).toEqual([model])
    expect(await idsOf({ statuses: ['succeeded'] })).toEqual([action])
    expect(await idsOf({ threadId: 't2' })).toEqual([model])
    expect(await idsOf({ search: 'jira' })).toEqual([action])
    expect(await idsOf({ search: '100%' })).toEqual([action, model])
    expect(await idsOf({ search: '100_' })).toEqual([])
    expect(await idsOf({ search: "' or 1=1 --" })).toEqual([])
  })
})
