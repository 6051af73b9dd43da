import type { JsonValue } from '../../../shared/domain/common'
import { AppFailure } from '../../../shared/errors'
import { action, counted, defineIntegration, type Parameter, textAt, valueAt } from '../define'

const LONGEST_TEXT = 32_767

const issueIdOrKey: Parameter = {
  type: 'string',
  minLength: 1,
  maxLength: 255,
  description: 'Key or id of the issue, e.g. ABC-123',
  in: 'path',
}
const expand = (description: string): Parameter => ({ type: 'string', description, in: 'query' })
const markdown = (name: string, description: string): Parameter => ({
  type: 'string',
  minLength: 1,
  maxLength: LONGEST_TEXT,
  description: `${description}, plain text or Markdown`,
  in: 'body',
  name,
  transform: 'adf',
})
const summary: Parameter = {
  type: 'string',
  minLength: 1,
  maxLength: 255,
  description: 'One line that names the issue',
  in: 'body',
  name: 'fields.summary',
}
const priority: Parameter = {
  type: 'string',
  minLength: 1,
  description: 'Name of the priority, e.g. High',
  in: 'body',
  name: 'fields.priority.name',
}
const labels: Parameter = {
  type: 'array',
  items: { type: 'string' },
  description: 'Labels, without spaces inside one',
  in: 'body',
  name: 'fields.labels',
}
const extraFields: Parameter = {
  type: 'object',
  description: 'Further fields by id, e.g. {"customfield_10010":"x"}',
  in: 'body',
  name: 'fields',
  transform: 'merge',
}

const reads = [
  // https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-myself/
  action({
    id: 'get_myself',
    title: 'Show who is connected',
    description: 'The user that this account belongs to.',
    effect: 'read',
    method: 'GET',
    path: '/rest/api/3/myself',
    params: {},
    required: [],
    scopes: ['read:jira-user'],
    sentence: 'Show who is connected',
    summary: (output) => `Connected as ${textAt(output, 'displayName')}`,
  }),
  // https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/ ; the older /search is gone.
  action({
    id: 'search_issues',
    title: 'Search issues',
    description: 'Issues that match a JQL query; the query needs a restriction, such as a project.',
    effect: 'read',
    method: 'GET',
    path: '/rest/api/3/search/jql',
    params: {
      jql: {
        type: 'string',
        minLength: 1,
        maxLength: 10_000,
        description: 'e.g. project = ABC AND status != Done ORDER BY updated DESC',
        in: 'query',
      },
      fields: {
        type: 'string',
        description: 'Fields to return, with commas between them, or *all',
        default: 'summary,status,assignee,priority,issuetype,updated',
        in: 'query',
      },
      maxResults: {
        type: 'integer',
        minimum: 1,
        maximum: 5000,
        default: 50,
        description: 'Issues on one page',
        in: 'query',
      },
      nextPageToken: { type: 'string', description: 'From the page before, to go on', in: 'query' },
      expand: expand('Further information, e.g. renderedFields'),
    },
    required: ['jql'],
    scopes: ['read:jira-work'],
    sentence: 'Search issues: {jql}',
    summary: (output) => {
      const more = textAt(output, 'nextPageToken') === '' ? '' : ', and there are more'
      return `${counted(valueAt(output, 'issues'), 'issue', 'issues')} found${more}`
    },
  }),
  // https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
  action({
    id: 'get_issue',
    title: 'Get an issue',
    description: 'One issue with its fields.',
    effect: 'read',
    method: 'GET',
    path: '/rest/api/3/issue/{issueIdOrKey}',
    params: {
      issueIdOrKey,
      fields: { type: 'string', description: 'Fields to return, with commas between them', in: 'query' },
      expand: expand('Further information; renderedFields gives HTML'),
    },
    required: ['issueIdOrKey'],
    scopes: ['read:jira-work'],
    sentence: 'Get the issue {issueIdOrKey}',
    summary: (output) => `${textAt(output, 'key')}: ${textAt(output, 'fields', 'summary')}`,
  }),
  action({
    id: 'list_transitions',
    title: 'List possible status changes',
    description: 'The transitions that an issue allows now, with their ids.',
    effect: 'read',
    method: 'GET',
    path: '/rest/api/3/issue/{issueIdOrKey}/transitions',
    params: { issueIdOrKey, expand: expand('transitions.fields adds the fields of each transition') },
    required: ['issueIdOrKey'],
    scopes: ['read:jira-work'],
    sentence: 'List possible status changes of {issueIdOrKey}',
    summary: (output) => `${counted(valueAt(output, 'transitions'), 'status change', 'status changes')} possible`,
  }),
  // https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-projects/
  action({
    id: 'list_projects',
    title: 'List projects',
    description: 'The projects that the account can see.',
    effect: 'read',
    method: 'GET',
    path: '/rest/api/3/project/search',
    params: {
      query: { type: 'string', description: 'Part of a name or key', in: 'query' },
      startAt: { type: 'integer', minimum: 0, description: 'Projects to skip', in: 'query' },
      maxResults: {
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 50,
        description: 'Projects on one page',
        in: 'query',
      },
      orderBy: { type: 'string', description: 'e.g. name, or -name to turn it round', in: 'query' },
    },
    required: [],
    scopes: ['read:jira-work'],
    sentence: 'List projects',
    summary: (output) => `${counted(valueAt(output, 'values'), 'project', 'projects')} found`,
  }),
  // https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-user-search/
  action({
    id: 'find_users',
    title: 'Find people',
    description: 'Users by name or email address; gives their account ids.',
    effect: 'read',
    method: 'GET',
    path: '/rest/api/3/user/search',
    params: {
      query: { type: 'string', minLength: 1, description: 'Part of a name or email address', in: 'query' },
      maxResults: { type: 'integer', minimum: 1, maximum: 1000, description: 'People on one page', in: 'query' },
    },
    required: ['query'],
    scopes: ['read:jira-user'],
    sentence: 'Find people: {query}',
    summary: (output) => `${counted(output, 'person', 'people')} found`,
  }),
]

const writes = [
  action({
    id: 'create_issue',
    title: 'Create an issue',
    description: 'Creates an issue in a project.',
    effect: 'write',
    method: 'POST',
    path: '/rest/api/3/issue',
    params: {
      projectKey: {
        type: 'string',
        minLength: 1,
        description: 'Key of the project, e.g. ABC',
        in: 'body',
        name: 'fields.project.key',
      },
      issueType: {
        type: 'string',
        minLength: 1,
        default: 'Task',
        description: 'Name of the issue type',
        in: 'body',
        name: 'fields.issuetype.name',
      },
      summary,
      description: markdown('fields.description', 'What it is about'),
      assigneeAccountId: {
        type: 'string',
        minLength: 1,
        description: 'Account id of the person in charge; find_users gives it',
        in: 'body',
        name: 'fields.assignee.accountId',
      },
      priority,
      labels,
      parentKey: {
        type: 'string',
        minLength: 1,
        description: 'Key of the epic, or of the parent of a sub-task',
        in: 'body',
        name: 'fields.parent.key',
      },
      dueDate: {
        type: 'string',
        format: 'date',
        description: 'Date such as 2025-01-31',
        in: 'body',
        name: 'fields.duedate',
      },
      extraFields,
    },
    required: ['projectKey', 'summary'],
    scopes: ['write:jira-work'],
    sentence: 'Create a {issueType} in {projectKey}: {summary}',
    summary: (output) => `Created ${textAt(output, 'key')}`,
  }),
  action({
    id: 'update_issue',
    title: 'Update an issue',
    description: 'Changes fields of an issue; transition_issue changes the status.',
    effect: 'write',
    method: 'PUT',
    path: '/rest/api/3/issue/{issueIdOrKey}',
    params: {
      issueIdOrKey,
      summary,
      description: markdown('fields.description', 'What it is about'),
      priority,
      labels,
      extraFields,
      notifyUsers: { type: 'boolean', description: 'Whether watchers get a mail', in: 'query' },
    },
    required: ['issueIdOrKey'],
    fewest: 2,
    scopes: ['write:jira-work'],
    sentence: 'Update the issue {issueIdOrKey}',
    summary: (_, input) => `Updated ${textAt(input, 'issueIdOrKey')}`,
  }),
  // https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/
  action({
    id: 'add_comment',
    title: 'Comment on an issue',
    description: 'Adds a comment that everybody who sees the issue can read.',
    effect: 'write',
    method: 'POST',
    path: '/rest/api/3/issue/{issueIdOrKey}/comment',
    params: { issueIdOrKey, body: markdown('body', 'The comment') },
    required: ['issueIdOrKey', 'body'],
    scopes: ['write:jira-work'],
    sentence: 'Comment on {issueIdOrKey}: {body}',
    summary: (_, input) => `Commented on ${textAt(input, 'issueIdOrKey')}`,
  }),
  action({
    id: 'transition_issue',
    title: 'Change the status',
    description: 'Moves an issue through its workflow; list_transitions gives the ids.',
    effect: 'write',
    method: 'POST',
    path: '/rest/api/3/issue/{issueIdOrKey}/transitions',
    params: {
      issueIdOrKey,
      transitionId: {
        type: 'string',
        minLength: 1,
        description: 'Id from list_transitions',
        in: 'body',
        name: 'transition.id',
      },
      fields: { type: 'object', description: 'Fields that the transition asks for', in: 'body' },
    },
    required: ['issueIdOrKey', 'transitionId'],
    scopes: ['write:jira-work'],
    sentence: 'Change the status of {issueIdOrKey} with transition {transitionId}',
    summary: (_, input) => `Changed the status of ${textAt(input, 'issueIdOrKey')}`,
  }),
  action({
    id: 'assign_issue',
    title: 'Assign an issue',
    description: 'Sets who is in charge; null for nobody, "-1" for the default of the project.',
    effect: 'write',
    method: 'PUT',
    path: '/rest/api/3/issue/{issueIdOrKey}/assignee',
    params: {
      issueIdOrKey,
      accountId: {
        type: ['string', 'null'],
        maxLength: 128,
        description: 'Account id of the person; find_users gives it',
        in: 'body',
      },
    },
    required: ['issueIdOrKey', 'accountId'],
    scopes: ['write:jira-work'],
    sentence: 'Assign {issueIdOrKey} to {accountId}',
    summary: (_, input) => `Changed who is in charge of ${textAt(input, 'issueIdOrKey')}`,
  }),
]

/** "acme", "acme.atlassian.net" or the address of a page there. Plain http reaches this machine only, for test servers. */
function readSite(typed: string): string {
  const refuse = (message: string) => new AppFailure({ code: 'invalid-input', field: 'site', message })
  if (/^[a-z0-9][a-z0-9-]*$/i.test(typed)) return `https://${typed.toLowerCase()}.atlassian.net`
  const address = typed.includes('://') ? typed : `https://${typed}`
  if (!URL.canParse(address) || /[\s\\]/.test(address)) throw refuse('Site is not a name or an address')
  const { protocol, hostname, origin, username, password } = new URL(address)
  if (username || password) throw refuse('Site holds a user name or password; enter them in their own fields')
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback)) throw refuse('Site must start with https://')
  return origin
}

/** `{"errorMessages":[],"errors":{field:message}}`, or `{"message"}` from the gateway. */
function refusal(answer: JsonValue): string | null {
  const messages = valueAt(answer, 'errorMessages')
  const fields = valueAt(answer, 'errors')
  const byField = fields !== null && typeof fields === 'object' && !Array.isArray(fields) ? Object.entries(fields) : []
  const said = [
    ...(Array.isArray(messages) ? messages.filter((message) => typeof message === 'string') : []),
    ...byField.map(
      ([field, message]) => `${field}: ${typeof message === 'string' ? message : JSON.stringify(message)}`,
    ),
  ]
  return said.length > 0 ? said.join(' ') : textAt(answer, 'message') || null
}

function identity(answer: JsonValue): string | null {
  const [name, email] = [textAt(answer, 'displayName'), textAt(answer, 'emailAddress')]
  if (textAt(answer, 'accountId') === '') return null
  return name && email ? `${name} (${email})` : name || email || textAt(answer, 'accountId')
}

export default defineIntegration({
  id: 'jira',
  name: 'Jira',
  category: 'project-management',
  description: 'Search, create, comment on and update Jira Cloud issues.',
  docsUrl: 'https://developer.atlassian.com/cloud/jira/platform/rest/v3/',
  connect: {
    label: 'Email and API token',
    hint: 'Create an API token without scopes at id.atlassian.com, Security, API tokens. It ends after a year at most.',
    fields: [
      { key: 'site', label: 'Site', kind: 'text', required: true, placeholder: 'acme.atlassian.net' },
      { key: 'email', label: 'Email', kind: 'text', required: true, placeholder: 'you@acme.com' },
      { key: 'apiToken', label: 'API token', kind: 'secret', required: true },
    ],
    readConfig: ({ site = '', email = '' }) => {
      if (!/^[^\s:]+$/.test(email))
        throw new AppFailure({ code: 'invalid-input', field: 'email', message: 'Email is not an email address' })
      return { site: readSite(site), email }
    },
  },
  baseUrl: ({ site = '' }) => site,
  credentialHeader: 'Authorization',
  credential: ({ email = '' }, { apiToken = '' }) => `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`,
  identify: { path: '/rest/api/3/myself', identity },
  refusal,
  noise: ['self', 'avatarUrls', 'expand', 'iconUrl', 'statusCategory', 'hierarchyLevel', 'avatarId'],
  actions: [...reads, ...writes],
})
