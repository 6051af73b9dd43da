/** Valid inputs of every action of Jira. */
export const jiraInputs: Record<string, Record<string, unknown>> = {
  get_myself: {},
  search_issues: { jql: 'project = SUP AND status != Done ORDER BY updated DESC', maxResults: 2 },
  get_issue: { issueIdOrKey: 'SUP-1', fields: 'summary,status' },
  list_transitions: { issueIdOrKey: 'SUP-1' },
  list_projects: { query: 'sup', startAt: 0, orderBy: 'name' },
  find_users: { query: 'grace', maxResults: 5 },
  create_issue: {
    projectKey: 'SUP',
    summary: 'Refund fails with an é',
    description: '# Steps\n\n1. Open **billing**\n2. Press `Refund`\n\n> See [the page](https://example.com/a?b=c)',
    assigneeAccountId: '5b10ac8d82e05b22cc7d4ef5',
    priority: 'High',
    labels: ['billing', 'refund'],
    parentKey: 'SUP-1',
    dueDate: '2025-02-01',
    extraFields: { customfield_10010: 'x', customfield_10011: { value: 'y' } },
  },
  update_issue: { issueIdOrKey: 'SUP-1', summary: 'Changed', labels: [], notifyUsers: false },
  add_comment: { issueIdOrKey: 'SUP-1', body: 'On it.\n\n- first\n- second' },
  transition_issue: { issueIdOrKey: 'SUP-1', transitionId: '21', fields: { resolution: { name: 'Done' } } },
  assign_issue: { issueIdOrKey: 'SUP-1', accountId: null },
}
