import { AUTHORIZATION, bearer, defineConnectorType, headerLines, type Signature, targetFields } from '../define'

const basic = (user: string, key: string): Signature => ({
  headers: [['Authorization', `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`]],
  query: [],
})

/** The header of the key, with a prefix such as `Token` before it. */
const inHeader = (name: string, prefix: string, key: string): Signature => ({
  headers: [[name, prefix === '' ? key : `${prefix} ${key}`]],
  query: [],
})

export default defineConnectorType({
  id: 'api-key',
  name: 'API key',
  description: 'A key or an access token that the service gave you.',
  hint: 'Paste the key and the address of the API, then send a test request.',
  position: 1,
  fields: [
    { key: 'key', label: 'Key', kind: 'secret', required: true, hint: 'The API key or access token.' },
    {
      key: 'placement',
      label: 'Sent as',
      kind: 'select',
      required: true,
      initial: 'bearer',
      options: [
        { value: 'bearer', label: 'Bearer token' },
        { value: 'header', label: 'Header of its own' },
        { value: 'query', label: 'Query parameter' },
        { value: 'basic', label: 'Basic: user name and key' },
      ],
    },
    {
      key: 'headerName',
      label: 'Header',
      kind: 'text',
      required: true,
      placeholder: 'X-Api-Key',
      when: { key: 'placement', oneOf: ['header'] },
    },
    {
      key: 'prefix',
      label: 'Prefix',
      kind: 'text',
      required: false,
      placeholder: 'Token',
      hint: 'Stands before the key, with a space between.',
      when: { key: 'placement', oneOf: ['header'] },
    },
    {
      key: 'parameter',
      label: 'Query parameter',
      kind: 'text',
      required: true,
      placeholder: 'api_key',
      when: { key: 'placement', oneOf: ['query'] },
    },
    {
      key: 'username',
      label: 'User name',
      kind: 'text',
      required: false,
      hint: 'Some services want the key as the user name: leave this empty and turn the order round below.',
      when: { key: 'placement', oneOf: ['basic'] },
    },
    {
      key: 'order',
      label: 'Order',
      kind: 'select',
      required: true,
      initial: 'password',
      options: [
        { value: 'password', label: 'The key is the password' },
        { value: 'user', label: 'The key is the user name' },
      ],
      when: { key: 'placement', oneOf: ['basic'] },
    },
    ...targetFields(),
  ],
  baseUrl: ({ baseUrl = '' }) => baseUrl,
  headers: ({ headers }) => headerLines(headers),
  oauth: () => null,
  sign({ placement, headerName = '', prefix = '', parameter = '', username = '', order }, { key = '' }) {
    switch (placement) {
      case 'header':
        return inHeader(headerName, prefix, key)
      case 'query':
        return { headers: [], query: [[parameter, key]] }
      case 'basic':
        return order === 'user' ? basic(key, username) : basic(username, key)
      default:
        return bearer(key)
    }
  },
  signatureNames({ placement, headerName = '', parameter = '' }) {
    if (placement === 'header') return { headers: [headerName], query: [] }
    return placement === 'query' ? { headers: [], query: [parameter] } : AUTHORIZATION
  },
  identify: null,
})
