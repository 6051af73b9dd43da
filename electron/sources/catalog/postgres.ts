import { defineSource } from '../define'
import { classifyPostgresFailure } from '../postgres/failure'

/** The driver is loaded with the first request, and only where one is made: in the data worker. */
export default defineSource({
  id: 'postgres',
  name: 'PostgreSQL',
  description: 'Tables and views of a PostgreSQL database, read without changing anything there.',
  fields: [
    { key: 'host', label: 'Host', kind: 'text', required: true, placeholder: 'db.example.com' },
    { key: 'port', label: 'Port', kind: 'number', required: true, initial: '5432' },
    { key: 'database', label: 'Database', kind: 'text', required: true },
    { key: 'user', label: 'User', kind: 'text', required: true, hint: 'A user that may only read is enough.' },
    {
      key: 'password',
      label: 'Password',
      kind: 'secret',
      required: false,
      hint: 'Leave empty if the server asks for none.',
    },
    {
      key: 'tls',
      label: 'TLS',
      kind: 'select',
      required: true,
      initial: 'prefer',
      hint: 'Only “Require and verify” makes sure that the server is the right one.',
      options: [
        { value: 'disable', label: 'Off' },
        { value: 'prefer', label: 'If the server offers it' },
        { value: 'require', label: 'Require' },
        { value: 'verify-full', label: 'Require and verify the certificate' },
      ],
    },
  ],
  async check(credentials, options) {
    const { checkPostgres } = await import('../postgres/discover')
    return checkPostgres(credentials, options)
  },
  async discover(credentials, options) {
    const { discoverPostgres } = await import('../postgres/discover')
    return discoverPostgres(credentials, options)
  },
  async *read(credentials, stream, options) {
    const { readPostgres } = await import('../postgres/pages')
    yield* readPostgres(credentials, stream, options)
  },
  classify: classifyPostgresFailure,
  show: ({ host = '', port = '', database = '' }, stream) => ({
    method: 'SELECT',
    url: `postgres://${host}:${port}/${encodeURIComponent(database)}`,
    headers: [],
    body: stream === null ? 'select current_user, current_database()' : `select * from ${stream}`,
  }),
})
