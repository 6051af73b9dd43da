import type { DataConnection } from '../../shared/domain/data-connection'
import type { JackState } from '../ui/jack'

const JACK: Record<DataConnection['status'], JackState> = {
  'not-synced': 'disconnected',
  syncing: 'working',
  healthy: 'connected',
  'needs-reauth': 'attention',
  failed: 'attention',
  paused: 'disconnected',
}

export const jackOf = (status: DataConnection['status']): JackState => JACK[status]
