import { type HttpContext, type Selection, SourceProblem } from '../define'

const IN_ADDRESS = /\/spreadsheets\/(?:u\/\d+\/)?d\/([-\w]{20,})/
const BARE = /^[-\w]{20,}$/
/** Where the header is looked for when no row was named. */
const HEADER_SEARCH = 20

/** Ids of the spreadsheets, from their addresses or as they are. Fails with `config`. */
export function spreadsheetIds({ config }: HttpContext): string[] {
  const lines = (config.spreadsheets ?? '').split(/[\n,]/).flatMap((line) => line.trim() || [])
  if (lines.length === 0) throw new SourceProblem({ kind: 'config', message: 'Enter the address of a spreadsheet' })
  return [...new Set(lines.map(toId))]
}

function toId(line: string): string {
  const id = IN_ADDRESS.exec(line)?.[1] ?? BARE.exec(line)?.[0]
  if (id) return id
  throw new SourceProblem({
    kind: 'config',
    message: `“${line.slice(0, 100)}” is not the address of a Google spreadsheet`,
  })
}

/** The rows among which the first that is not blank holds the headers; counted from 1, both included. */
export function headerRows({ config }: HttpContext): { first: number; last: number } {
  const row = Number(config.headerRow || Number.NaN)
  return Number.isInteger(row) && row > 0 ? { first: row, last: row } : { first: 1, last: HEADER_SEARCH }
}

/** A tab is known by the id of its spreadsheet and its own, which stay when either gets another name. */
export const streamName = (id: string, sheetId: number): string => `${id}:${sheetId}`

export function streamPlace({ stream }: Selection): { id: string; sheetId: number } {
  const [id = '', sheetId] = stream.name.split(':')
  return { id, sheetId: Number(sheetId) }
}
