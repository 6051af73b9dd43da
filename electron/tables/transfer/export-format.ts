import type { CellValue } from '../../../shared/domain/table'

/** How records are written: `between` stands between two rows. */
export type Format = {
  before: string
  row: (values: CellValue[]) => string
  between: string
  after: string
}
