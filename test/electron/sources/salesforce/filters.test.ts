import { describe, expect, test } from 'vitest'
import type { StreamFilter } from '../../../../shared/domain/data-connection'
import { kindOf } from '../../../helpers/sources/readings'
import { accountFields, reading, select, server, start } from './org'

describe('filters', () => {
  const names = [
    "O'Neil",
    'o’neil',
    '100% cotton',
    '100 cotton',
    'under_score',
    'underXscore',
    'back\\slash',
    'two\nlines',
    null,
  ]
  test.each<[StreamFilter['op'], string, string, (string | null)[]]>([
    ['eq', 'Name', "O'Neil", ["O'Neil"]],
    ['ne', 'Name', "O'Neil", names.slice(1)],
    ['eq', 'Name', "' OR Name != '", []],
    ['eq', 'Name', "\\' OR Name != \\'", []],
    ['contains', 'Name', '0% c', ['100% cotton']],
    ['contains', 'Name', 'r_s', ['under_score']],
    ['contains', 'Name', 'k\\s', ['back\\slash']],
    ['contains', 'Name', "o'n", ["O'Neil"]],
    ['eq', 'Name', 'two\nlines', ['two\nlines']],
    ['empty', 'Name', '', [null]],
    ['not-empty', 'Name', '', names.slice(0, -1)],
    ['gte', 'Amount__c', '7', names.slice(7)],
    ['lt', 'Amount__c', '1.5', names.slice(0, 2)],
    ['eq', 'IsDeleted', 'false', names],
    ['lte', 'CreatedDate', '2026-01-10T00:00:00Z', names],
    ['gt', 'CreatedDate', '2026-01-10', []],
    ['contains', 'Tags__c', 'b c', names.slice(0, 1)],
  ])('lets Salesforce find what is %s by %s of %j', async (op, field, value, found) => {
    await start([...accountFields, { name: 'Tags__c', type: 'multipicklist' }])
    for (const [index, Name] of names.entries())
      server.insert('Account', { Name, Amount__c: index, Tags__c: index === 0 ? 'a;b c' : 'b' })
    const selection = await select('Account', [{ field, op, value }])
    const { rows } = await reading.snapshot(selection)
    const at = selection.fields.findIndex(({ name }) => name === 'Name')
    expect([...rows.values()].map((row) => row[at])).toEqual(found)
  })

  test.each<[string, StreamFilter, RegExp]>([
    ['a number that is none', { field: 'Amount__c', op: 'gt', value: '1 OR 1=1' }, /is a number/],
    ['a time that is none', { field: 'CreatedDate', op: 'gt', value: 'yesterday' }, /is a time/],
    ['a truth that is none', { field: 'IsDeleted', op: 'eq', value: 'maybe' }, /true or false/],
    ['a part of a number', { field: 'Amount__c', op: 'contains', value: '1' }, /no text/],
    ['a part of an id', { field: 'Id', op: 'contains', value: '001' }, /no text/],
    ['a field that cannot be filtered', { field: 'Notes__c', op: 'eq', value: 'x' }, /can not be filtered/],
    ['more than fits into an address', { field: 'Name', op: 'eq', value: '\\'.repeat(5000) }, /filters are too long/],
  ])('says that a filter cannot be used: %s', async (_, filter, message) => {
    await start([...accountFields, { name: 'Notes__c', type: 'textarea', length: 32_768, filterable: false }])
    server.insert('Account', { Name: 'x' })
    const selection = await select('Account', [filter])
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('stream-unavailable', message))
  })
})
