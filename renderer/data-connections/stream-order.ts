import type { DataStream, SyncProgress } from '../../shared/domain/data-connection'

/** First what failed, then what is being read, then the others, each in the order that was chosen; words in any order. */
export function orderStreams(
  streams: DataStream[],
  progress: Record<string, SyncProgress>,
  search: string,
): DataStream[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const rank = ({ id, status }: DataStream) => {
    const phase = progress[id]?.phase
    if (phase !== undefined && phase !== 'done') return 1
    return status === 'failed' ? 0 : 2
  }
  return streams
    .filter(({ name, label, tableName }) => {
      const text = `${name} ${label} ${tableName}`.toLocaleLowerCase()
      return words.every((word) => text.includes(word))
    })
    .toSorted((a, b) => rank(a) - rank(b))
}
