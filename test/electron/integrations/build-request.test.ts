import { Socket } from 'node:net'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { buildRequest } from '../../../electron/integrations/build-request'
import { getAction, getDefinition } from '../../../electron/integrations/registry'
import type { JsonValue } from '../../../shared/domain/common'
import { AppFailure } from '../../../shared/errors'
import { jiraContract } from '../../helpers/jira-server'
import { jiraInputs } from './jira-inputs'

const jira = getDefinition('jira')
const config = { site: 'https://acme.atlassian.net', email: 'ada@example.com' }

function build(actionId: string, input: unknown) {
  return buildRequest(jira, getAction(jira, actionId), config, input as JsonValue)
}

function sentOf({ method, url, body }: ReturnType<typeof build>) {
  const { pathname, search } = new URL(url)
  return { method, path: pathname + search, body: body ?? '' }
}

function refusal(run: () => unknown) {
  try {
    run()
  } catch (error) {
    if (error instanceof AppFailure) return error.error
    throw error
  }
  throw new Error('not refused')
}

beforeEach(() => {
  const forbidden = vi.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('a socket was opened')
  })
  return () => forbidden.mockRestore()
})

describe('the requests of Jira', () => {
  it('has an input here for every action', () => {
    expect(Object.keys(jiraInputs).sort()).toEqual(jira.actions.map(({ id }) => id).sort())
  })

  it.each(Object.entries(jiraInputs))('%s is what the OpenAPI file of Jira allows', (actionId, input) => {
    expect(jiraContract.checkRequest(sentOf(build(actionId, input)))).toEqual([])
  })

  it.each(jira.actions.filter(({ required }) => required.length > 0))(
    '$id with the least input is allowed too',
    (action) => {
      const input = jiraInputs[action.id] ?? {}
      const least = Object.fromEntries(Object.entries(input).filter(([key]) => action.required.includes(key)))
      if (action.fewest) Object.assign(least, { summary: 'x' })
      expect(jiraContract.checkRequest(sentOf(build(action.id, least)))).toEqual([])
    },
  )

  it('is the same for the same input, and carries no credential', () => {
    for (const [actionId, input] of Object.entries(jiraInputs)) {
      const request = build(actionId, input)
      expect(build(actionId, structuredClone(input))).toEqual(request)
      expect(request.headers.map(([name]) => name.toLowerCase())).not.toContain('authorization')
    }
  })

  it('leaves the input as it was given', () => {
    const input = structuredClone(jiraInputs.create_issue)
    build('create_issue', input)
    expect(input).toEqual(jiraInputs.create_issue)
  })

  it('puts every parameter of create_issue in its place', () => {
    expect(JSON.parse(build('create_issue', jiraInputs.create_issue).body ?? '')).toEqual({
      fields: {
        customfield_10010: 'x',
        customfield_10011: { value: 'y' },
        project: { key: 'SUP' },
        issuetype: { name: 'Task' },
        summary: 'Refund fails with an é',
        description: expect.objectContaining({ type: 'doc', version: 1 }),
        assignee: { accountId: '5b10ac8d82e05b22cc7d4ef5' },
        priority: { name: 'High' },
        labels: ['billing', 'refund'],
        parent: { key: 'SUP-1' },
        duedate: '2025-02-01',
      },
    })
  })

  it('lets a parameter win over the same field in extraFields', () => {
    const extraFields = { summary: 'other', project: { key: 'ENG', id: '1' }, priority: 'Low' }
    const { body } = build('create_issue', { projectKey: 'SUP', summary: 'this', priority: 'High', extraFields })
    expect(JSON.parse(body ?? '').fields).toMatchObject({
      summary: 'this',
      project: { key: 'SUP', id: '1' },
      priority: { name: 'High' },
    })
  })

  it('takes no prototype out of extraFields', () => {
    const extraFields = JSON.parse('{"__proto__":{"polluted":true},"customfield_1":1}')
    const { body } = build('create_issue', { projectKey: 'SUP', summary: 'x', extraFields })
    expect(JSON.parse(body ?? '').fields.customfield_1).toBe(1)
    expect(body).not.toContain('polluted')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('hostile values in a path', () => {
  it.each([
    '../../../admin',
    'SUP-1/../../x',
    'SUP-1?x=1',
    'SUP-1#f',
    'SUP-1\r\nX-Evil: 1',
    '%2e%2e',
    '..%2f..',
    '//evil.example',
    '\\\\evil.example',
    '@evil.example',
    'é✓😀',
    'a b+c&d=e',
    "'",
    ';x=1',
    '.../...',
    '\u0000',
  ])('%j stays one segment', (issueIdOrKey) => {
    const { url } = build('get_issue', { issueIdOrKey })
    const parsed = new URL(url)
    expect(parsed.origin).toBe(config.site)
    const segments = parsed.pathname.split('/')
    expect(segments.slice(0, -1)).toEqual(['', 'rest', 'api', '3', 'issue'])
    expect(decodeURIComponent(segments.at(-1) ?? '')).toBe(issueIdOrKey)
    expect([parsed.search, parsed.hash]).toEqual(['', ''])
  })

  it.each(['.', '..', '', '\ud800'])('%j is refused by name', (issueIdOrKey) => {
    expect(refusal(() => build('get_issue', { issueIdOrKey }))).toMatchObject({
      code: 'invalid-input',
      field: 'issueIdOrKey',
    })
  })

  it('and in a query stay one value', () => {
    const jql = 'a=1&maxResults=9999#x\r\n+é "q"'
    const { searchParams, hash } = new URL(build('search_issues', { jql }).url)
    expect(searchParams.get('jql')).toBe(jql)
    expect(searchParams.getAll('maxResults')).toEqual(['50'])
    expect(hash).toBe('')
  })
})

describe('input that does not fit', () => {
  it.each([
    ['get_issue', {}, 'issueIdOrKey', 'issueIdOrKey is required'],
    ['get_issue', { issueIdOrKey: 5 }, 'issueIdOrKey', 'issueIdOrKey must be string'],
    ['get_issue', { issueIdOrKey: 'A-1', headers: {} }, 'headers', 'headers is not a parameter of this action'],
    [
      'get_issue',
      JSON.parse('{"issueIdOrKey":"A-1","__proto__":{}}'),
      '__proto__',
      '__proto__ is not a parameter of this action',
    ],
    ['search_issues', { jql: 'x', maxResults: 0 }, 'maxResults', 'maxResults must be >= 1'],
    ['search_issues', { jql: 'x', maxResults: '5' }, 'maxResults', 'maxResults must be integer'],
    ['search_issues', { jql: '' }, 'jql', 'jql is empty'],
    ['create_issue', { projectKey: 'A', summary: 'x'.repeat(256) }, 'summary', 'summary takes at most 255 characters'],
    [
      'create_issue',
      { projectKey: 'A', summary: 'x', dueDate: 'soon' },
      'dueDate',
      'dueDate must be a date such as 2025-01-31',
    ],
    ['create_issue', { projectKey: 'A', summary: 'x', labels: ['a', 1] }, 'labels.1', 'labels.1 must be string'],
    ['assign_issue', { issueIdOrKey: 'A-1' }, 'accountId', 'accountId is required'],
  ])('%s %j is refused with the name of the field', (actionId, input, field, message) => {
    expect(refusal(() => build(actionId, input))).toEqual({ code: 'invalid-input', field, message })
  })

  it('is refused when it changes nothing, or is no object', () => {
    expect(refusal(() => build('update_issue', { issueIdOrKey: 'A-1' }))).toMatchObject({ code: 'invalid-input' })
    for (const input of [null, [], 'x', 1]) expect(refusal(() => build('get_myself', input)).code).toBe('invalid-input')
  })
})
