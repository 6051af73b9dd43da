import type { JsonValue } from '../../../shared/domain/common'
import {
  defineSource,
  type ReadOptions,
  type Selection,
  type SourceCredentials,
  type SourceReader,
  type Window,
} from '../define'
import { keepPasswordApart, placeOf } from '../postgres/address'

const DAY_MS = 24 * 60 * 60 * 1000

const PASSWORD = {
  key: 'password',
  label: 'Password',
  kind: 'secret' as const,
  required: false,
  hint: 'Leave empty if the server asks for none.',
}

export default defineSource({
  kind: 'driver',
  id: 'postgres',
  name: 'PostgreSQL',
  description: 'Tables and views of a PostgreSQL database, read without changing anything there.',
  version: 1,
  auth: [
    {
      id: 'fields',
      label: 'Host and database',
      fields: [
        { key: 'host', label: 'Host', kind: 'text', required: true, placeholder: 'db.example.com' },
        { key: 'port', label: 'Port', kind: 'number', required: true, initial: '5432' },
        { key: 'database', label: 'Database', kind: 'text', required: true },
        { key: 'user', label: 'User', kind: 'text', required: true, hint: 'A user that may only read is enough.' },
        PASSWORD,
      ],
    },
    {
      id: 'url',
      label: 'URL',
      fields: [
        {
          key: 'url',
          label: 'URL',
          kind: 'text',
          required: true,
          placeholder: 'postgres://user@db.example.com:5432/shop?sslmode=require',
          hint: 'A password inside it is moved to the vault. Its sslmode goes before the choice for TLS.',
        },
        PASSWORD,
      ],
    },
  ],
  fields: [
    {
      key: 'tls',
      label: 'TLS',
      kind: 'select',
      required: true,
      initial: 'prefer',
      hint: 'Only “Require and verify certificate and host” makes sure that the server is the right one.',
      options: [
        { value: 'disable', label: 'Off' },
        { value: 'prefer', label: 'If the server offers it' },
        { value: 'require', label: 'Require' },
        { value: 'verify-ca', label: 'Require and verify the certificate' },
        { value: 'verify-full', label: 'Require and verify certificate and host' },
      ],
    },
    {
      key: 'ca',
      label: 'Certificate of the authority',
      kind: 'lines',
      required: false,
      placeholder: '-----BEGIN CERTIFICATE-----',
      hint: 'In PEM form, for servers whose certificate is not issued by a public authority.',
      advanced: true,
    },
  ],
  timing: ({ deletes }) => ({
    granularityMs: 1,
    // The server says itself up to where everything is visible, as far as the user may know of other sessions.
    lagMs: 0,
    lookbackMs: 5 * 60 * 1000,
    retentionMs: null,
    sweepEveryMs: deletes === 'sweep' ? DAY_MS : null,
    recomputeEveryMs: null,
  }),
  tidy: keepPasswordApart,
  show: (config, stream) => ({
    method: 'SELECT',
    url: placeOf(config),
    headers: [],
    body: stream === null ? 'select current_user, current_database()' : `select * from ${stream}`,
  }),
  open: openWithFirstUse,
})

/** The driver is loaded with the first request, and only where one is made: in the data worker. */
function openWithFirstUse(credentials: SourceCredentials, options: ReadOptions) {
  let opened: ReturnType<typeof load> | null = null
  const load = async () => (await import('../postgres/reader')).openPostgres(credentials, options)
  const reader = () => {
    opened ??= load()
    return opened
  }
  return {
    check: async () => (await reader()).check(),
    discover: async () => (await reader()).discover(),
    async *snapshot(selection: Selection, resume: JsonValue) {
      yield* (await reader()).snapshot(selection, resume)
    },
    async *changes(selection: Selection, window: Window, resume: JsonValue) {
      yield* (await reader()).changes(selection, window, resume)
    },
    async *keys(selection: Selection, resume: JsonValue) {
      yield* (await reader()).keys(selection, resume)
    },
    confirmGone: async (selection: Selection, keys: string[][]) => (await reader()).confirmGone(selection, keys),
    horizon: async (selection: Selection) => (await reader()).horizon(selection),
    close: async () => (await opened)?.close(),
  } satisfies SourceReader & { horizon: (selection: Selection) => Promise<string> }
}
