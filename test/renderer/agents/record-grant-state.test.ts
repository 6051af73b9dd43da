import { describe, expect, it } from 'vitest'
import { recordGrantOf } from '../../../renderer/agents/record-grant-state'
import type { Grant } from '../../../shared/domain/agent'

const TABLES = [
  { id: 'deals', name: 'Deals' },
  { id: 'tickets', name: 'Tickets' },
]
const write = (target: string | null, allowed = true): Grant => ({ kind: 'write-records', target, allowed })
const of = (...grants: Grant[]) => recordGrantOf({ grants }, 'write-records', TABLES)

describe('recordGrantOf', () => {
  it('is nothing without a permission, with one that was taken away, and with one of the other kind', () => {
    const nothing = { all: false, named: [], missing: [] }
    expect(of()).toEqual(nothing)
    expect(of(write(null, false), write('deals', false))).toEqual(nothing)
    expect(of({ kind: 'read-records', target: null, allowed: true })).toEqual(nothing)
  })

  it('is for all tables, whatever tables were named before', () => {
    expect(of(write(null), write('deals'))).toEqual({ all: true, named: [], missing: [] })
  })

  it('names the tables that it is for, and tells those apart that were deleted', () => {
    const { all, named, missing } = of(write(null, false), write('tickets'), write('deals', false), write('gone'))
    expect([all, named, missing]).toEqual([false, [{ id: 'tickets', name: 'Tickets' }], ['gone']])
  })

  it('calls no table deleted before the tables are read', () => {
    const { named, missing } = recordGrantOf({ grants: [write('gone')] }, 'write-records', undefined)
    expect([named.length, missing]).toEqual([1, []])
  })
})
