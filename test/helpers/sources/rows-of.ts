import { openConnection } from '../../../electron/db/connection'
import type { SourcePage } from '../../../electron/sources/define'

/** The rows of a page in either of its forms; SQLite itself reads its own. */
export async function rowsOf({ json, jsonb }: SourcePage): Promise<(string | number | null)[][]> {
  return JSON.parse(jsonb ? await textOf(jsonb) : json)
}

async function textOf(jsonb: Buffer): Promise<string> {
  const memory = await openConnection(':memory:', 'read-write')
  try {
    const [row] = await memory.all('select json(?) as text, json_valid(?, 8) as valid', [jsonb, jsonb])
    if (row?.valid !== 1) throw new Error('This is not well-formed JSONB')
    return String(row.text)
  } finally {
    await memory.close()
  }
}
