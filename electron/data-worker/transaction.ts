import type { Connection } from '../db/connection'

/** All of it or nothing. Only what has the handle to itself may use it: what the write queue runs. */
export async function inTransaction<T>(connection: Connection, write: () => Promise<T>): Promise<T> {
  await connection.exec('begin immediate')
  try {
    const result = await write()
    await connection.exec('commit')
    return result
  } catch (error) {
    await connection.exec('rollback').catch(() => undefined)
    throw error
  }
}
