import type { ConfigField } from '../../../shared/domain/common'
import type {
  DataConnection,
  DataStream,
  DiscoveredStream,
  SourceInfo,
  StreamField,
  SyncProgress,
  SyncRun,
} from '../../../shared/domain/data-connection'

export const AT = '2026-01-01T08:00:00.000Z'

export const field = (name: string, part: Partial<StreamField> = {}): StreamField => ({
  name,
  type: 'text',
  sourceType: 'text',
  primaryKey: false,
  ...part,
})

export const stream = (name: string, part: Partial<DiscoveredStream> = {}): DiscoveredStream => ({
  name,
  label: name.split('.').at(-1) ?? name,
  group: null,
  fields: [field('id', { primaryKey: true }), field('updated_at', { type: 'datetime' }), field('note')],
  estimatedRows: null,
  cursorField: 'updated_at',
  cursorChoices: [],
  deletes: 'sweep',
  filters: 'source',
  note: null,
  ...part,
})

export const dataStream = (part: Partial<DataStream> = {}): DataStream => ({
  id: 's1',
  name: 'public.a',
  label: 'a',
  tableId: 't1',
  tableName: 'a',
  rows: 1,
  status: 'healthy',
  settings: { mode: 'full', fields: null, filters: [], cursorField: null, deletes: 'remove' },
  discovered: stream('public.a'),
  cursor: null,
  lastSyncedAt: AT,
  lastFullReadAt: AT,
  failure: null,
  ...part,
})

export const connection = (part: Partial<DataConnection> = {}): DataConnection => ({
  id: 'c1',
  name: 'Shop',
  sourceId: 'postgres',
  config: {},
  hasSecret: true,
  identity: null,
  testMode: false,
  status: 'healthy',
  failure: null,
  schedule: { kind: 'interval', minutes: 60 },
  nextRunAt: '2026-01-01T09:00:00.000Z',
  waitsUntil: null,
  lastSyncedAt: AT,
  createdAt: AT,
  streams: [],
  ...part,
})

export const configField = (key: string, part: Partial<ConfigField> = {}): ConfigField => ({
  key,
  label: key,
  kind: 'text',
  required: true,
  ...part,
})

export const source = (part: Partial<SourceInfo> = {}): SourceInfo => ({
  id: 'postgres',
  name: 'PostgreSQL',
  description: '',
  fields: [configField('tls', { kind: 'select', initial: 'prefer' })],
  auth: [
    {
      id: 'fields',
      label: 'Fields',
      signsIn: false,
      redirectUri: null,
      fields: [configField('host'), configField('password', { kind: 'secret', required: false })],
    },
    { id: 'url', label: 'URL', signsIn: false, redirectUri: null, fields: [configField('url')] },
  ],
  ...part,
})

export const progress = (part: Partial<SyncProgress> = {}): SyncProgress => ({
  dataConnectionId: 'c1',
  runId: 'r1',
  streamId: 's1',
  phase: 'reading',
  rows: 10,
  estimatedRows: null,
  rowsPerSecond: 5,
  ...part,
})

export const run = (part: Partial<SyncRun> = {}): SyncRun => ({
  id: 'r1',
  dataConnectionId: 'c1',
  mode: 'full',
  trigger: 'manual',
  status: 'succeeded',
  startedAt: AT,
  endedAt: '2026-01-01T08:00:04.000Z',
  failure: null,
  streams: [],
  ...part,
})
