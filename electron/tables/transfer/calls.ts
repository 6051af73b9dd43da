import type { RecordQuestion } from '../../../shared/domain/record-question'
import type {
  ExportFormat,
  ImportOptions,
  ImportOutcome,
  ImportPreview,
  ImportTarget,
} from '../../../shared/domain/transfer'
import { AppFailure } from '../../../shared/errors'
import type { Call, CallHandlers } from '../../data-worker/protocol'
import type { WriteContext } from '../write-context'
import { inspectImport } from './inspect-import'
import { runExport } from './run-export'
import { runImport } from './run-import'

/** Imports and exports that the data worker does for main. Files are absolute paths; they never come from the renderer. */
export type TransferCalls = {
  inspectImport: Call<{ file: string; options: ImportOptions }, ImportPreview>
  runImport: Call<
    { id: string; file: string; options: ImportPreview['options']; target: ImportTarget; badFile: string },
    Omit<ImportOutcome, 'badFile'>
  >
  /** Written beside `file` and put in its place at the end. */
  runExport: Call<
    { id: string; file: string; question: RecordQuestion; fieldIds: string[]; format: ExportFormat; guard: boolean },
    { records: number; bytes: number }
  >
  cancelTransfer: Call<{ id: string }, void>
}

/** `stop` ends what runs and waits until nothing of it is left. */
export function transferCalls(context: WriteContext): { calls: CallHandlers<TransferCalls>; stop(): Promise<void> } {
  const running = new Map<string, { controller: AbortController; done: Promise<unknown> }>()

  const use = async <T>(id: string, what: string, task: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    if (running.has(id)) throw new AppFailure({ code: 'conflict', message: `This ${what} is under way already` })
    const controller = new AbortController()
    const done = task(controller.signal)
    running.set(id, { controller, done: done.catch(() => undefined) })
    try {
      return await done
    } catch (error) {
      throw transferFailure(error, what, controller.signal)
    } finally {
      running.delete(id)
    }
  }
  return {
    calls: {
      inspectImport: ({ file, options }) => inspectImport(file, options),
      runImport: (input) => use(input.id, 'import', (signal) => runImport(context, input, signal)),
      runExport: (input) => use(input.id, 'export', (signal) => runExport(context, input, signal)),
      cancelTransfer: async ({ id }) => running.get(id)?.controller.abort(),
    },
    async stop() {
      for (const { controller } of running.values()) controller.abort()
      await Promise.all([...running.values()].map(({ done }) => done))
    },
  }
}

const FILE_FAILURES: Record<string, string> = {
  ENOSPC: 'The disk of this computer is full',
  EACCES: 'This file cannot be read or written by you',
  EPERM: 'This file cannot be read or written by you',
  EROFS: 'This folder cannot be written to',
  ENOENT: 'This file is gone',
}

/** Words for what has to do with this computer or with the person; the rest is unexpected. */
function transferFailure(error: unknown, what: string, signal: AbortSignal): unknown {
  if (signal.aborted) return new AppFailure({ code: 'conflict', message: `The ${what} was cancelled` })
  if (!(error instanceof Error) || error instanceof AppFailure) return error
  const code = error.message.includes('SQLITE_FULL') ? 'ENOSPC' : String(Reflect.get(error, 'code'))
  const message = FILE_FAILURES[code]
  return message ? new AppFailure({ code: 'refused', message }) : error
}
