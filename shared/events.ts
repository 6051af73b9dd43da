import type { Contract } from './contract'
import type { Message, Thread } from './domain/chat'
import type { SyncProgress } from './domain/data-connection'
import type { TransferProgress } from './domain/transfer'

export type Topic = keyof Contract

/** What main tells the renderer. `changed` says what to read again and carries nothing; the streams carry state. */
export type PatchbayEvent =
  | { kind: 'changed'; topics: Topic[] }
  | { kind: 'thread-snapshot'; threadId: string; message: Message; status: Thread['status'] }
  | { kind: 'sync-progress'; progress: SyncProgress }
  | { kind: 'transfer-progress'; progress: TransferProgress }
  | { kind: 'command'; id: string }
  | { kind: 'notice'; title: string; description: string }

export type Announce = (event: PatchbayEvent) => void
