import type { DataConnection, DataStream } from '../../shared/domain/data-connection'
import type { JackState } from '../ui/jack'

const JACK: Record<DataConnection['status'], JackState> = {
  'not-synced': 'disconnected',
  queued: 'working',
  syncing: 'working',
  healthy: 'connected',
  degraded: 'attention',
  'rate-limited': 'working',
  'needs-reauth': 'attention',
  failed: 'attention',
  paused: 'disconnected',
}

export const jackOf = (status: DataConnection['status']): JackState => JACK[status]

const STREAM_JACK: Record<DataStream['status'], JackState> = {
  'not-synced': 'disconnected',
  syncing: 'working',
  healthy: 'connected',
  failed: 'attention',
}

export const jackOfStream = (status: DataStream['status']): JackState => STREAM_JACK[status]
