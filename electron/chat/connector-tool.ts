import type { Connector } from '../../shared/domain/connector'
import type { OfferedTool } from './offer-tools'

const CALL_API = 'call_api'

/** What an agent may know of a connector: no field of it is secret. */
export type OfferedConnector = Pick<Connector, 'id' | 'name' | 'baseUrl'>

/** One tool for all connectors that the agent was given; none when it has none. */
export function connectorTool(connectors: readonly OfferedConnector[]): OfferedTool[] {
  if (connectors.length === 0) return []
  const sorted = [...connectors].sort((a, b) => (a.name < b.name ? -1 : 1))
  const addresses = sorted.map(({ name, baseUrl }) => `${name}: ${baseUrl ?? 'not set up yet'}`)
  const text = { type: 'string' }
  return [
    {
      name: CALL_API,
      why: `granted: ${sorted.map(({ name }) => name).join(', ')}`,
      description: `Sends one request to an API through a connector, which adds the credential. Base URLs: ${addresses.join('; ')}.`,
      inputSchema: {
        type: 'object',
        properties: {
          connector: { ...text, enum: sorted.map(({ name }) => name) },
          method: { ...text, enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] },
          path: { ...text, description: 'Below the base URL, starting with /', minLength: 1, maxLength: 8192 },
          query: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
          headers: { type: 'object', additionalProperties: text },
          body: { description: 'JSON; or a text, with its Content-Type in headers' },
        },
        required: ['connector', 'method', 'path'],
        additionalProperties: false,
      },
      effect: 'write',
      target: { kind: 'connector', connectors: sorted },
    },
  ]
}
