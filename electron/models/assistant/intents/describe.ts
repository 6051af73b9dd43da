import { answer, gfmTable, originOf, plural } from '../show'
import { noSuchTable, splitAtTable, tablesFor } from '../tables'
import type { Intent, Steps, Turn } from '../types'

const ASKS = [
  /^describe (.+)$/i,
  /^(?:what|which|list|show)(?: me)?(?: are)?(?: all)?(?: the)? (?:fields|columns)(?: (?:does|do|has|have|are in|are there in|of|in|for))* (.+?)(?: have| has)?$/i,
  /^what does (?:the |a |an )?(.+?) (?:table )?(?:contain|look like|have)$/i,
]

export const describe: Intent = {
  example: 'describe customers',
  understand: ({ text }, turn) => {
    const about = ASKS.map((pattern) => pattern.exec(text)?.[1]).find((part) => part !== undefined)
    return about === undefined ? null : describeTable(about, turn)
  },
}

function* describeTable(about: string, turn: Turn): Steps<string> {
  const tables = yield* tablesFor(turn, about)
  const table = splitAtTable(about, tables)?.table
  if (!table) throw noSuchTable(turn, tables)
  const rows = table.fields.map((field) => [field.name, field.type])
  const records =
    table.record_count === null || table.record_count === undefined
      ? ''
      : `${plural(table.record_count, 'record')} and `
  const sentence = `${table.name} has ${records}${plural(table.fields.length, 'field')}.`
  return answer(sentence, gfmTable(['Field', 'Type'], rows), originOf(table, turn.now))
}
