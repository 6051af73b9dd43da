type JiraUser = { accountId: string; displayName: string; emailAddress: string; active: boolean }
type Named = { id: string; name: string }
type Doc = Record<string, unknown>

export type JiraIssue = {
  id: string
  key: string
  fields: {
    summary: string
    description: Doc | null
    status: Named
    issuetype: { name: string }
    priority: { name: string }
    project: { key: string }
    assignee: JiraUser | null
    labels: string[]
    created: string
    updated: string
    [field: string]: unknown
  }
  comments: { id: string; author: JiraUser; body: Doc; created: string }[]
}

export type JiraState = { me: JiraUser; users: JiraUser[]; projects: (Named & { key: string })[]; issues: JiraIssue[] }

const FLOW: Named[] = [
  { id: '1', name: 'To Do' },
  { id: '3', name: 'In Progress' },
  { id: '10001', name: 'Done' },
]
const START = { id: '1', name: 'To Do' }
const CREATED = '2025-01-07T09:30:00.000+0000'

export const transitions = FLOW.map((to, index) => ({ id: String(11 + index * 10), name: to.name, to }))

/** A small company's Jira: two projects, three people, five issues. */
export function initialState(email: string): JiraState {
  const me = { accountId: '5b10a2844c20165700ede21g', displayName: 'Ada Lovelace', emailAddress: email, active: true }
  const users = [
    me,
    {
      accountId: '5b10ac8d82e05b22cc7d4ef5',
      displayName: 'Grace Hopper',
      emailAddress: 'grace@example.com',
      active: true,
    },
    {
      accountId: '5b109f2e9729b51b54dc274d',
      displayName: 'Alan Turing',
      emailAddress: 'alan@example.com',
      active: true,
    },
  ]
  const projects = [
    { id: '10000', key: 'SUP', name: 'Support' },
    { id: '10001', key: 'ENG', name: 'Engineering' },
  ]
  const state: JiraState = { me, users, projects, issues: [] }
  addIssue(state, { project: { key: 'SUP' }, summary: 'Invoice shows the wrong currency', labels: ['billing'] })
  addIssue(state, { project: { key: 'SUP' }, summary: 'Export stops after 10,000 rows', priority: { name: 'High' } })
  addIssue(state, { project: { key: 'SUP' }, summary: 'Password mail arrives late', assignee: users[1] })
  addIssue(state, {
    project: { key: 'ENG' },
    summary: 'Retry the export in smaller pieces',
    issuetype: { name: 'Bug' },
  })
  addIssue(state, { project: { key: 'ENG' }, summary: 'Move the mail queue', status: FLOW[2] })
  return state
}

type Fields = Record<string, unknown> & { project: { key: string }; summary: string }

export function addIssue(state: JiraState, fields: Fields): JiraIssue {
  const { key: project } = fields.project
  const number = state.issues.filter((each) => each.fields.project.key === project).length + 1
  const issue: JiraIssue = {
    id: String(10_100 + state.issues.length),
    key: `${project}-${number}`,
    fields: {
      description: null,
      status: START,
      issuetype: { name: 'Task' },
      priority: { name: 'Medium' },
      assignee: null,
      labels: [],
      created: CREATED,
      updated: CREATED,
      ...fields,
    },
    comments: [],
  }
  state.issues.push(issue)
  return issue
}

export const findIssue = (state: JiraState, idOrKey: string) =>
  state.issues.find((issue) => issue.id === idOrKey || issue.key.toLowerCase() === idOrKey.toLowerCase())

export class JqlProblem extends Error {}

/** The part of JQL that people use first: `field = | != | ~ | in value`, joined by AND; the order is the issues' own. */
export function searchIssues(state: JiraState, jql: string): JiraIssue[] {
  const [where = ''] = jql.split(/\border\s+by\b/i)
  if (where.trim() === '') throw new JqlProblem('Unbounded JQL queries are not allowed here. Add a search restriction.')
  const tests = where.split(/\band\b/i).map((clause) => clauseTest(state, clause.trim()))
  return state.issues.filter((issue) => tests.every((test) => test(issue)))
}

function clauseTest(state: JiraState, clause: string): (issue: JiraIssue) => boolean {
  const [, field = '', operator = '', rest = ''] = /^(\w+)\s*(!=|=|~|\bin\b)\s*(.+)$/is.exec(clause) ?? []
  const read = READERS[field.toLowerCase()]
  if (!read) throw new JqlProblem(`Error in the JQL Query: the field in '${clause.slice(0, 60)}' is not known.`)
  const values = rest
    .replace(/^\(|\)$/g, '')
    .split(',')
    .map((value) => unquoted(state, value.trim()))
  return (issue) => {
    const have = read(issue).map((value) => value.toLowerCase())
    if (operator === '~') return values.some((value) => have.some((each) => each.includes(value)))
    const equal = values.some((value) => have.includes(value))
    return operator === '!=' ? !equal : equal
  }
}

function unquoted(state: JiraState, value: string): string {
  if (/^currentUser\(\)$/i.test(value)) return state.me.accountId.toLowerCase()
  return value.replace(/^["']|["']$/g, '').toLowerCase()
}

const READERS: Record<string, (issue: JiraIssue) => string[]> = {
  project: ({ fields }) => [fields.project.key],
  key: ({ key }) => [key],
  issuekey: ({ key }) => [key],
  status: ({ fields }) => [fields.status.name],
  priority: ({ fields }) => [fields.priority.name],
  issuetype: ({ fields }) => [fields.issuetype.name],
  labels: ({ fields }) => fields.labels,
  assignee: ({ fields }) => (fields.assignee ? [fields.assignee.accountId, fields.assignee.displayName] : ['empty']),
  resolution: ({ fields }) => [fields.status.name === 'Done' ? 'Done' : 'Unresolved'],
  summary: ({ fields }) => [fields.summary],
  text: ({ fields }) => [fields.summary, JSON.stringify(fields.description)],
}
