import { describe, expect, it } from 'vitest'
import { connectorMentions } from '../../../electron/agents/connector-mentions'

const named = (...names: string[]) => names.map((name) => ({ id: name.toLowerCase(), name }))
const wiredIn = (text: string, ...names: string[]) =>
  connectorMentions(text, named(...names)).wired.map(({ name }) => name)
const asked = (text: string, ...names: string[]) =>
  connectorMentions(text, named(...names)).questions.map(({ phrase, candidates }) => [
    phrase,
    ...candidates.map(({ name }) => name),
  ])

describe('a connector that a description names', () => {
  it.each([
    ['Use my Intercom connector to read conversations.', 'Intercom'],
    ['Connect to HubSpot using the HubSpot API connector.', 'HubSpot API'],
    ['Answers with billing (internal) data', 'Billing (internal)'],
    ['Uses the  hubspot   api.', 'HubSpot API'],
    ['Ask “Zoë’s API”, then answer', 'Zoë’s API'],
  ])('is wired in: %s', (text, name) => {
    expect(wiredIn(text, name, 'Something else')).toEqual([name])
    expect(asked(text, name, 'Something else')).toEqual([])
  })

  it('is taken by its whole name, the longest first', () => {
    expect(wiredIn('Use my HubSpot API connector', 'HubSpot', 'HubSpot API')).toEqual(['HubSpot API'])
    expect(wiredIn('Use HubSpot and HubSpot API', 'HubSpot', 'HubSpot API')).toEqual(['HubSpot', 'HubSpot API'])
  })

  it('is not found inside of another word', () => {
    expect(wiredIn('Interconnected systems', 'Inter')).toEqual([])
    expect(wiredIn('api_key rotation', 'API')).toEqual([])
  })
})

describe('a connector that cannot be told from the description', () => {
  it('is asked about when more than one could be meant', () => {
    const names = ['Intercom EU', 'Intercom US', 'Stripe']
    expect(wiredIn('Use my Intercom connector to answer', ...names)).toEqual([])
    expect(asked('Use my Intercom connector to answer', ...names)).toEqual([['Intercom', 'Intercom EU', 'Intercom US']])
  })

  it('is asked about when only one could be meant: that is a guess, too', () => {
    expect(asked('Use my HubSpot connector', 'HubSpot API')).toEqual([['HubSpot', 'HubSpot API']])
    expect(wiredIn('Use my HubSpot connector', 'HubSpot API')).toEqual([])
  })

  it('is asked about when none has such a name', () => {
    expect(asked('Read tickets through the Zendesk connector.', 'Stripe')).toEqual([['Zendesk']])
    expect(asked('Use the connector called "Zendesk"', 'Stripe')).toEqual([['Zendesk']])
  })

  it('is asked about once, however often it is named', () => {
    expect(asked('Use my Zendesk connector. The zendesk connector is slow.')).toEqual([['Zendesk']])
  })

  it.each(['Use the right connector', 'Use any connector', 'It has no connectors', 'Use the connector to read'])(
    'is no question where no name is said: %s',
    (text) => expect(asked(text, 'Stripe')).toEqual([]),
  )
})
