import { dropStage } from '../../data-worker/staging'
import { createRecordsSql } from '../columns'
import type { Stored } from '../values'
import type { WriteContext } from '../write-context'
import type { ImportPlan } from './import-plan'

export type StagedRow = { line: number; text: string; values: Stored[] }

/** The table that rows wait in. It is dropped at the next start should the program end before. */
export async function openStage({ opened, queue, jsonEach }: WriteContext, plan: ImportPlan) {
  const { connection } = opened
  const { stage, fields, keeps } = plan
  await queue.batch(() => connection.exec(createRecordsSql(stage, fields)))
  const kept = [...(keeps.lines ? ['_id'] : []), ...(keeps.texts ? ['_key'] : [])]
  const columns = [...kept, ...fields.map(({ column }) => column)]
  const insert = await connection.prepare(
    `insert into ${stage} (${columns.join(', ')})
      select ${columns.map((_, index) => `value->>${index}`).join(', ')} from ${jsonEach}(?)`,
  )
  let isOpen = true
  const close = async () => {
    if (isOpen) await insert.finalize()
    isOpen = false
  }
  return {
    /** All of them in one statement; they never become parameters one by one. */
    add(rows: StagedRow[]): Promise<void> {
      const listed = rows.map(({ line, text, values }) =>
        keeps.lines ? [line, ...(keeps.texts ? [text] : []), ...values] : values,
      )
      const json = JSON.stringify(listed)
      return queue.batch(() => insert.run([json]))
    },
    close,
    async drop(): Promise<void> {
      await close()
      await queue.batch(() => dropStage(connection, stage))
    },
  }
}

export type Stage = Awaited<ReturnType<typeof openStage>>
