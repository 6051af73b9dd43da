import { dropStage } from '../../data-worker/staging'
import { orderSql, recordsTable, type StoredField } from '../columns'
import { getStoredTable } from '../stored-tables'
import { emptySql } from '../structure/field-conditions'
import type { WriteContext } from '../write-context'
import type { BadLines } from './bad-lines'
import type { ImportPlan } from './import-plan'

const PAGE = 1000

/** Takes rows out of the stage that refer to records that are not there, or whose unique values are taken. */
export async function dropUnfit(context: WriteContext, plan: ImportPlan, badLines: BadLines): Promise<void> {
  if (!plan.keeps.texts) return
  for (const field of plan.fields.filter(({ type }) => type === 'reference')) {
    const { referenceTableId } = field.settings
    if (referenceTableId === null) continue
    const { number } = await getStoredTable(context.opened.db, referenceTableId)
    const unfit = `select _id from ${plan.stage} where ${field.column} is not null
      and ${field.column} not in (select _id from ${recordsTable(number)})`
    await dropRows(context, { plan, badLines, unfit, reason: `${field.name} leads to a record that is not there` })
  }
  for (const field of plan.fields.filter(({ settings }) => settings.unique)) {
    const reason = `${field.name} has to be different in every record, and its value is taken`
    await dropRows(context, { plan, badLines, unfit: takenSql(plan, field), reason })
  }
}

/** Equal means what the field's index means. Of rows with the same value the first one stays. */
function takenSql({ stage, table }: ImportPlan, field: StoredField): string {
  const value = orderSql(field)
  const filled = `not ${emptySql(field)}`
  const there = table
    ? `select _id from ${stage} where ${filled}
        and ${value} in (select ${value} from ${recordsTable(table.number)} where ${filled}) union `
    : ''
  return `${there}select _id from (select _id, row_number() over (partition by ${value} order by _id) as turn
    from ${stage} where ${filled}) where turn > 1`
}

type Unfit = { plan: ImportPlan; badLines: BadLines; unfit: string; reason: string }

async function dropRows({ opened, queue }: WriteContext, { plan, badLines, unfit, reason }: Unfit): Promise<void> {
  const { connection } = opened
  const list = plan.stage.replace('_next', '_unfit_next')
  await queue.batch(() => connection.exec(`create table ${list} (line integer primary key)`))
  try {
    await queue.batch(() => connection.exec(`insert into ${list} ${unfit}`))
    let last = -1
    for (;;) {
      const rows = await connection.all(
        `select _id, _key from ${plan.stage} where _id in (select line from ${list} where line > ? order by line limit ${PAGE}) order by _id`,
        [last],
      )
      for (const row of rows) badLines.add({ line: Number(row._id), reason, text: String(row._key) })
      await badLines.settle()
      if (rows.length === 0) break
      last = Number(rows.at(-1)?._id)
    }
    await queue.batch(() => connection.exec(`delete from ${plan.stage} where _id in (select line from ${list})`))
  } finally {
    await queue.batch(() => dropStage(connection, list))
  }
}
