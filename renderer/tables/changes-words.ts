import type { ChangeBatch } from '../../shared/domain/record-change'

type Words = { key: string; values: { count: number; name: string } }

/** One batch as a sentence: "You edited 12 records", "Sync of HubSpot changed 1 204 records". Keys of `table-panels`. */
export function changeWords({ actor, action, records }: ChangeBatch): Words {
  return { key: `changes.${actor.kind}.${action}`, values: { count: records, name: actor.label ?? '' } }
}

/** What a sync did would come back with the next one. */
export const canUndo = ({ action, undone }: ChangeBatch): boolean => action !== 'sync' && !undone
