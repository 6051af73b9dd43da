import type { JsonValue } from '../../../shared/domain/common'
import type { Skill, TestTool } from './conversation'

const text = (description = '') => ({ type: 'string', description })

const action = (name: string, properties: object, required: string[], data: JsonValue): TestTool => ({
  name,
  inputSchema: { type: 'object', properties, required },
  answer: () => ({ source: 'Jira', account: 'Team', as_of: '2025-05-02T10:12:00.000Z', data }),
})

/** A skill with actions of two integrations, in the shape in which the run loop offers them. */
export const TRIAGE: Skill = {
  handle: 'triage-tickets',
  description: 'Sorts new tickets & files them',
  tools: [
    action(
      'jira_create_issue',
      {
        projectKey: text('Key of the project'),
        issueType: { type: 'string', default: 'Task' },
        priority: { type: 'string', enum: ['High', 'Low'] },
        summary: text(),
        labels: { type: 'array', items: { type: 'string' } },
      },
      ['projectKey', 'issueType', 'summary'],
      { key: 'ABC-1', id: '10001' },
    ),
    action('jira_search_issues', { jql: text('JQL'), maxResults: { type: 'integer' } }, ['jql'], {
      issues: [
        { key: 'ABC-1', summary: 'Printer', fields: { a: 1 } },
        { key: 'ABC-2', summary: 'Login | loops', fields: { a: 2 } },
      ],
    }),
    action('jira_get_issue', { issueKey: text() }, ['issueKey'], { key: 'ABC-1', status: 'Open' }),
    action('jira_add_comment', { issueKey: text(), body: text() }, ['issueKey', 'body'], { id: '9' }),
    action('slack_post_message', { channel: text(), text: text() }, ['channel', 'text'], { ok: true }),
  ],
}
