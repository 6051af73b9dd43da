import { describe, expect, it } from 'vitest'
import { getDefinition } from '../../../electron/integrations/registry'

const { connect } = getDefinition('jira')
const siteOf = (site: string) => connect.readConfig({ site, email: 'ada@example.com' }).site

describe('the site of a Jira account', () => {
  it.each([
    ['acme', 'https://acme.atlassian.net'],
    ['Acme', 'https://acme.atlassian.net'],
    ['acme.atlassian.net', 'https://acme.atlassian.net'],
    ['https://acme.atlassian.net/jira/your-work?a=b#c', 'https://acme.atlassian.net'],
    ['https://jira.example.com:8443', 'https://jira.example.com:8443'],
    ['http://127.0.0.1:4711', 'http://127.0.0.1:4711'],
    ['http://localhost:4711/', 'http://localhost:4711'],
    ['http://[::1]:4711', 'http://[::1]:4711'],
  ])('%s is %s', (typed, site) => expect(siteOf(typed)).toBe(site))

  it.each([
    'http://127.0.0.1.nip.io',
    'http://localhost.evil.example',
    'file:///etc/passwd',
    'javascript://x',
    'https://a\\b',
    'acme/../x y',
  ])('%s is refused', (typed) => expect(() => siteOf(typed)).toThrow('Site'))
})
