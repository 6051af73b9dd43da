import { z } from 'zod'
import { Id, Name } from './common'
import { ENCODINGS } from './encodings'
import { NewField } from './table'

/** A file that is ready to be imported. Main knows where it is. */
export const ImportFile = z.object({ id: Id, name: z.string(), bytes: z.number().int() })
export type ImportFile = z.infer<typeof ImportFile>

/** How the file is read. What is left out is detected. */
export const ImportOptions = z.object({
  format: z.enum(['csv', 'jsonl']).optional(),
  encoding: z.enum(ENCODINGS).optional(),
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  hasHeader: z.boolean().optional(),
  /** Takes away the ' that our export puts before texts that a spreadsheet would run as a formula. */
  unguard: z.boolean().optional(),
})
export type ImportOptions = z.infer<typeof ImportOptions>

/** A line that cannot be read as the others are. `line` counts from 1 in the file. */
export const BadLine = z.object({ line: z.number().int(), reason: z.string(), text: z.string() })
export type BadLine = z.infer<typeof BadLine>

export const ImportPreview = z.object({
  options: ImportOptions.required(),
  /** One for each column of the file: its name, the field it would become, and some values. */
  columns: z.array(z.object({ name: z.string(), field: NewField, samples: z.array(z.string()) })),
  rows: z.array(z.array(z.string().nullable())),
  /** Of what was looked at; false when the file goes on beyond it. */
  complete: z.boolean(),
  badLines: z.array(BadLine),
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const ImportTarget = z.discriminatedUnion('kind', [
  /** A new table; one field for each column, null leaves the column out. */
  z.object({ kind: z.literal('new'), name: Name, fields: z.array(NewField.nullable()).max(500) }),
  /** Adds records to a table made by hand; the id of a field for each column, null leaves the column out. */
  z.object({ kind: z.literal('existing'), tableId: Id, fieldIds: z.array(Id.nullable()).max(500) }),
])
export type ImportTarget = z.infer<typeof ImportTarget>

export const ImportOutcome = z.object({
  tableId: Id,
  batchId: Id,
  records: z.number().int(),
  bad: z.number().int(),
  badLines: z.array(BadLine),
  /** The name of the file in which the bad lines were saved; null when there are none. */
  badFile: z.string().nullable(),
})
export type ImportOutcome = z.infer<typeof ImportOutcome>

export const ExportFormat = z.enum(['csv', 'json', 'jsonl'])
export type ExportFormat = z.infer<typeof ExportFormat>

export const ExportOutcome = z.object({ fileName: z.string(), records: z.number().int(), bytes: z.number().int() })
export type ExportOutcome = z.infer<typeof ExportOutcome>

/** How far an import or export is. The renderer gave it its id. */
export const TransferProgress = z.object({
  id: Id,
  records: z.number().int(),
  /** Between 0 and 1; null while it is not known. */
  fraction: z.number().nullable(),
})
export type TransferProgress = z.infer<typeof TransferProgress>
