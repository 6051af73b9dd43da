import { z } from 'zod'
import { Id } from '../domain/common'
import { RecordQuestion } from '../domain/record-question'
import {
  ExportFormat,
  ExportOutcome,
  ImportFile,
  ImportOptions,
  ImportOutcome,
  ImportPreview,
  ImportTarget,
} from '../domain/transfer'
import { command, query } from './define'

/** Import and export of records. */
export const transfers = {
  /** Asks the person for a file; null when none was chosen. */
  chooseImportFile: command(z.void(), ImportFile.nullable()),
  /** A file that was dropped on the window comes in pieces: its path is not known there. */
  startUpload: command(z.object({ name: z.string().min(1).max(300) }), Id),
  appendUpload: command(z.object({ fileId: Id, bytes: z.instanceof(Uint8Array) }), z.void()),
  endUpload: command(z.object({ fileId: Id }), ImportFile),
  forgetFile: command(z.object({ fileId: Id }), z.void()),
  inspectImport: query(z.object({ fileId: Id, options: ImportOptions }), ImportPreview),
  /** All readable lines or, when it is cancelled or fails, none. `id` is for progress and `cancel`. */
  runImport: command(
    z.object({ id: Id, fileId: Id, options: ImportOptions.required(), target: ImportTarget }),
    ImportOutcome,
  ),
  /** Asks the person where to; null when that was cancelled. */
  runExport: command(
    z.object({
      id: Id,
      question: RecordQuestion,
      fieldIds: z.array(Id).min(1).max(500),
      format: ExportFormat,
      /** For CSV: puts ' before texts that a spreadsheet would run as a formula. */
      guard: z.boolean(),
    }),
    ExportOutcome.nullable(),
  ),
  cancel: command(z.object({ id: Id }), z.void()),
  /** Shows the exported file, or the file of bad lines of an import, in the file manager. */
  showExportedFile: command(z.object({ id: Id }), z.void()),
}
