import type { DataConnection } from '../../shared/domain/data-connection'

const URGENCY: Partial<Record<DataConnection['status'], number>> = { 'needs-reauth': 0, failed: 1, degraded: 2 }

/** Nothing gets better by itself, or not for certain. */
export const needsHand = ({ status }: Pick<DataConnection, 'status'>): boolean => status in URGENCY

/** First what needs a hand, then by name. */
const byUrgency = (a: DataConnection, b: DataConnection): number =>
  (URGENCY[a.status] ?? 3) - (URGENCY[b.status] ?? 3) || a.name.localeCompare(b.name)

/** Words in any order, in the name, the source, who it is there, or the tables that are filled. */
export function findDataConnections(all: DataConnection[], search: string, onlyAttention: boolean): DataConnection[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const matches = ({ name, sourceId, identity, streams }: DataConnection) => {
    const text = [name, sourceId, identity ?? '', ...streams.map(({ tableName }) => tableName)]
      .join(' ')
      .toLocaleLowerCase()
    return words.every((word) => text.includes(word))
  }
  return all
    .filter((connection) => (!onlyAttention || needsHand(connection)) && matches(connection))
    .toSorted(byUrgency)
}
