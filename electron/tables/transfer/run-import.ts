import { stat } from 'node:fs/promises'
import type { WriteContext } from '../write-context'
import { type BadLines, createBadLines } from './bad-lines'
import type { TransferCalls } from './calls'
import { isBlankRow } from './cells'
import { createConverter } from './convert'
import { finishImport } from './finish-import'
import { type ImportPlan, planImport } from './import-plan'
import { dropUnfit } from './late-checks'
import { cellReader, type Look, lookAt } from './look'
import { createTransferProgress } from './progress'
import { readRows } from './read-rows'
import type { SourceRow } from './source-row'
import { openStage, type Stage, type StagedRow } from './stage'

type Input = TransferCalls['runImport']['input']
type Output = TransferCalls['runImport']['output']

const ATTEMPTS = 3
/** How much of the bar reading the file takes. */
const READING = 0.95

/**
 * Rows go into a stage first and become records in one transaction at the end, so whatever ends the import before leaves
 * nothing of it behind.
 */
export async function runImport(context: WriteContext, input: Input, signal: AbortSignal): Promise<Output> {
  const look = await lookAt(input.file, input.options)
  const plan = await planImport(context.opened.db, input.target, {
    columns: look.columns.length,
    isCsv: look.keys === null,
  })
  const badLines = createBadLines(input.badFile)
  try {
    const stage = await openStage(context, plan)
    try {
      await load(context, { input, look, plan, stage, badLines, signal })
      await stage.close()
      const outcome = await finish(context, { plan, badLines, signal })
      createTransferProgress(input.id, context.progressed)(outcome.records, 1)
      return outcome
    } finally {
      await stage.drop()
    }
  } catch (error) {
    await badLines.discard()
    throw error
  } finally {
    await badLines.close()
  }
}

type Load = { input: Input; look: Look; plan: ImportPlan; stage: Stage; badLines: BadLines; signal: AbortSignal }

/** The next rows are read while the last ones are written, and never more than those. */
async function load(context: WriteContext, { input, look, plan, stage, badLines, signal }: Load): Promise<void> {
  const asJson = plan.byColumn.map((field) => field?.type === 'json')
  const read = cellReader(look, look.keys ? asJson : [])
  const convert = createConverter(plan, look.options)
  const isData = headerSkipper(look)
  const report = createTransferProgress(input.id, context.progressed)
  const { size } = await stat(input.file)
  let written = Promise.resolve()
  let records = 0
  const take = (row: SourceRow): StagedRow[] => {
    const cells = isData(row) ? read(row) : null
    if (!cells) return []
    const { line, text } = cells
    const values = 'reason' in cells ? cells : convert(cells.cells)
    if (Array.isArray(values)) return [{ line, text, values }]
    badLines.add({ line, text, reason: values.reason })
    return []
  }
  try {
    for await (const { rows, bytes } of readRows(input.file, look.options, signal)) {
      const staged = rows.flatMap(take)
      await written
      if (staged.length > 0) written = stage.add(staged)
      written.catch(() => undefined)
      await badLines.settle()
      records += staged.length
      report(records, READING * (bytes / Math.max(size, 1)))
    }
  } finally {
    await written
  }
}

/** The first row that is not blank names the columns. */
function headerSkipper({ options, keys }: Look): (row: SourceRow) => boolean {
  let waits = keys === null && options.hasHeader
  return (row) => {
    if (!waits) return true
    if (!isBlankRow(row)) waits = false
    return false
  }
}

type Finish = { plan: ImportPlan; badLines: BadLines; signal: AbortSignal }

/** Again when another write took a unique value between the check and the end. */
async function finish(context: WriteContext, { plan, badLines, signal }: Finish): Promise<Output> {
  for (let attempt = 1; ; attempt += 1) {
    await dropUnfit(context, plan, badLines)
    const bad = await badLines.report()
    signal.throwIfAborted()
    try {
      return { ...(await finishImport(context, plan, signal)), ...bad }
    } catch (error) {
      const taken = error instanceof Error && error.message.includes('SQLITE_CONSTRAINT')
      if (!taken || attempt === ATTEMPTS) throw error
    }
  }
}
