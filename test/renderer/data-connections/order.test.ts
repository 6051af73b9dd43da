import { describe, expect, it } from 'vitest'
import { findDataConnections } from '../../../renderer/data-connections/data-connection-order'
import { fieldLabel } from '../../../renderer/data-connections/field-label'
import { orderStreams } from '../../../renderer/data-connections/stream-order'
import { connection, dataStream, field, progress, stream } from './builders'

const ids = (all: { id: string }[]) => all.map(({ id }) => id)

describe('a list of data connections', () => {
  const all = [
    connection({ id: 'healthy', name: 'Accounts' }),
    connection({ id: 'degraded', name: 'Billing', status: 'degraded' }),
    connection({ id: 'failed', name: 'Zoo', status: 'failed' }),
    connection({ id: 'signed-out', name: 'Shop', status: 'needs-reauth', sourceId: 'stripe', identity: 'Acme' }),
    connection({ id: 'filling', name: 'Warehouse', streams: [dataStream({ tableName: 'Orders' })] }),
  ]

  it('starts with what needs a hand, then goes by name', () => {
    expect(ids(findDataConnections(all, '', false))).toEqual(['signed-out', 'failed', 'degraded', 'healthy', 'filling'])
    expect(ids(findDataConnections(all, '', true))).toEqual(['signed-out', 'failed', 'degraded'])
  })

  it('is searched by name, source, account and table, with words in any order', () => {
    expect(ids(findDataConnections(all, 'acme STRIPE', false))).toEqual(['signed-out'])
    expect(ids(findDataConnections(all, 'orders ware', false))).toEqual(['filling'])
    expect(findDataConnections(all, 'orders acme', false)).toEqual([])
  })
})

describe('the streams of a data connection', () => {
  const streams = [
    dataStream({ id: 'a', label: 'Accounts' }),
    dataStream({ id: 'b', label: 'Leads' }),
    dataStream({ id: 'c', label: 'Cases', status: 'failed' }),
  ]

  it('start with what failed, then with what is being read', () => {
    expect(ids(orderStreams(streams, { b: progress({ streamId: 'b' }) }, ''))).toEqual(['c', 'b', 'a'])
    expect(ids(orderStreams(streams, { c: progress({ streamId: 'c' }) }, ''))).toEqual(['c', 'a', 'b'])
    expect(ids(orderStreams(streams, { b: progress({ streamId: 'b', phase: 'done' }) }, ''))).toEqual(['c', 'a', 'b'])
  })

  it('are searched by what they are called', () => {
    expect(ids(orderStreams(streams, {}, 'lead'))).toEqual(['b'])
  })

  it('show what people call a field, and its name where it has no other', () => {
    const one = stream('a', { fields: [field('fld7', { label: 'Annual revenue' }), field('note')] })
    expect(['fld7', 'note', 'gone'].map((name) => fieldLabel(one, name))).toEqual(['Annual revenue', 'note', 'gone'])
  })
})
