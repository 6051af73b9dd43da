import { describe, expect, it } from 'vitest'
import type { SyncsPort } from '../../../electron/chat/ports'
import type { SyncContext } from '../../../electron/chat/sync-tools/define'
import { syncTools } from '../../../electron/chat/sync-tools/registry'
import type { DataConnection, Schedule } from '../../../shared/domain/data-connection'

const stream = (name: string, tableId: string) =>
  ({
    id: `stream-${name}`,
    name,
    label: name,
    tableId,
    tableName: name,
    rows: 3,
    status: 'healthy',
    lastSyncedAt: '2026-01-01',
    failure: null,
    settings: { mode: 'full' },
  }) as never
const shop = {
  ...{
    id: 'one',
    name: 'Shop',
    sourceId: 'stripe',
    identity: 'Acme',
    status: 'healthy',
    failure: null,
    nextRunAt: null,
  },
  ...{
    schedule: { kind: 'manual' },
    lastSyncedAt: '2026-01-01',
    streams: [stream('customers', 't1'), stream('charges', 't2')],
  },
} as unknown as DataConnection

function open(changes: Partial<DataConnection> = {}, read: SyncContext['read'] = 'all') {
  const done: unknown[] = []
  const syncs: SyncsPort = {
    list: async () => [{ ...shop, ...changes }],
    sources: () => [{ id: 'stripe', name: 'Stripe' }],
    runs: async () => [],
    previewSchedule: () => ['2026-01-01T01:00:00.000Z'],
    setSchedule: async (id, schedule: Schedule) => void done.push([id, schedule]),
    async sync(id, wanted) {
      done.push([id, wanted])
      return 'run-1'
    },
  }
  const context: SyncContext = { syncs, read, now: () => new Date(0), isConnected: false, actor: 'Ops' }
  const call = async (name: string, input: unknown, more: Partial<SyncContext> = {}) => {
    const tool = syncTools.find((one) => one.name === name)
    if (!tool) throw new Error(`No tool ${name}`)
    return tool.run(input as never, { ...context, ...more })
  }
  return { call, done }
}

describe('the tools over data connections', () => {
  it('come with their grants', () => {
    expect(syncTools.map(({ name, grant, effect }) => [name, grant, effect])).toEqual([
      ['list_syncs', 'read-records', 'read'],
      ['inspect_data_connection', 'manage-data-connections', 'read'],
      ['request_data_connection', 'manage-data-connections', 'read'],
      ['set_schedule', 'manage-data-connections', 'write'],
      ['trigger_sync', 'manage-data-connections', 'write'],
    ])
  })

  it('list what each data connection fills, as far as the agent may read it', async () => {
    const step = await open({}, new Set(['t1'])).call('list_syncs', {})
    expect(step).toMatchObject({
      result: { output: { data_connections: [{ name: 'Shop', status: 'healthy', tables: [{ table: 'customers' }] }] } },
    })
    expect(JSON.stringify(step)).not.toContain('charges')
  })

  it('change a schedule only when that is carried out', async () => {
    const { call, done } = open()
    const step = await call('set_schedule', { data_connection: 'shop', every_minutes: 60 })
    expect(step).toMatchObject({ kind: 'change', title: 'Set the schedule of Shop to every 60 minutes' })
    expect(done).toEqual([])
    if (step.kind === 'change') await step.apply()
    expect(done).toEqual([['one', { kind: 'interval', minutes: 60 }]])
    await expect(call('set_schedule', { data_connection: 'shop', every_minutes: 60, manual: true })).rejects.toThrow(
      'Give exactly one',
    )
  })

  it('start a sync in the name of the agent', async () => {
    const { call, done } = open()
    const step = await call('trigger_sync', { data_connection: 'Shop', stream: 'charges', full: true })
    expect(step).toMatchObject({ kind: 'change', title: 'Sync charges from Shop in full' })
    if (step.kind === 'change') await step.apply()
    expect(done).toEqual([['one', { streamId: 'stream-charges', full: true, by: { trigger: 'agent', actor: 'Ops' } }]])
    await expect(call('trigger_sync', { data_connection: 'Shop', stream: 'refunds' })).rejects.toThrow('no stream')
  })

  it('ask the person with a card to connect or reconnect, and go on when that was done', async () => {
    const { call } = open({ status: 'needs-reauth' })
    const wanted = { source: 'stripe', reason: 'Charges are missing.' }
    expect(await call('request_data_connection', wanted)).toMatchObject({
      payload: {
        kind: 'needs_connection',
        integrationName: 'Stripe',
        reconnect: false,
        dataConnection: { sourceId: 'stripe', id: null },
      },
    })
    expect(await call('request_data_connection', { data_connection: 'Shop', reason: 'Old.' })).toMatchObject({
      payload: { integrationName: 'Shop', reconnect: true, dataConnection: { sourceId: 'stripe', id: 'one' } },
    })
    expect(await call('request_data_connection', wanted, { isConnected: true })).toMatchObject({
      result: { output: { data_connections: [{ name: 'Shop' }] } },
    })
    await expect(call('request_data_connection', { source: 'Strype', reason: '' })).rejects.toMatchObject({
      near: ['Stripe'],
    })
  })

  it('name what is near when nothing is called so', async () => {
    await expect(open().call('inspect_data_connection', { data_connection: 'Shap' })).rejects.toMatchObject({
      near: ['Shop'],
    })
  })
})
