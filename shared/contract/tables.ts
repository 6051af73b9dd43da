import { z } from 'zod'
import { Id, Name } from '../domain/common'
import { CellValue, NewField, RecordRow, Sort, Table } from '../domain/table'
import { command, query } from './define'

export const tables = {
  list: query(z.void(), z.array(Table)),
  get: query(z.object({ id: Id }), Table),
  create: command(z.object({ name: Name, fields: z.array(NewField).min(1).max(200) }), Id),
  rename: command(z.object({ id: Id, name: Name }), z.void()),
  delete: command(z.object({ id: Id }), z.void()),
  /** Any page of any depth. */
  page: query(
    z.object({
      tableId: Id,
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(500),
      sort: Sort.nullable(),
      search: z.string().max(200).nullable(),
    }),
    z.object({ rows: z.array(RecordRow) }),
  ),
  count: query(z.object({ tableId: Id, search: z.string().max(200).nullable() }), z.number().int()),
  record: query(z.object({ tableId: Id, recordId: z.number().int() }), RecordRow),
  addRecord: command(z.object({ tableId: Id, values: z.record(Id, CellValue) }), z.number().int()),
  updateRecord: command(
    z.object({ tableId: Id, recordId: z.number().int(), values: z.record(Id, CellValue) }),
    z.void(),
  ),
  deleteRecords: command(
    z.object({ tableId: Id, recordIds: z.array(z.number().int()).min(1).max(1000) }),
    z.number().int(),
  ),
}
