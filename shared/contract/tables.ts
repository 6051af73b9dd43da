import { z } from 'zod'
import { Id, Name } from '../domain/common'
import { View, ViewState } from '../domain/record-question'
import { FieldChange, NewField, NewType, Table, TypePreview } from '../domain/table'
import { command, query } from './define'

const TableField = z.object({ tableId: Id, fieldId: Id })

export const tables = {
  list: query(z.void(), z.array(Table)),
  get: query(z.object({ id: Id }), Table),
  create: command(z.object({ name: Name, fields: z.array(NewField).min(1).max(200) }), Id),
  rename: command(z.object({ id: Id, name: Name }), z.void()),
  /** Kept for thirty days; `restore` brings it back. */
  delete: command(z.object({ id: Id }), z.void()),
  restore: command(z.object({ id: Id }), z.void()),

  addField: command(z.object({ tableId: Id, field: NewField }), Id),
  updateField: command(TableField.extend({ change: FieldChange }), z.void()),
  /** To a place among the table's fields, counted from 0. */
  moveField: command(TableField.extend({ position: z.number().int().min(0).max(1000) }), z.void()),
  deleteField: command(TableField, z.void()),
  restoreField: command(TableField, z.void()),
  previewType: query(TableField.extend({ to: NewType }), TypePreview),
  /** Returns the batch that undoes it. */
  changeType: command(TableField.extend({ to: NewType }), Id),

  /** The first view first; it is there without being made. */
  views: query(z.object({ tableId: Id }), z.array(View)),
  createView: command(z.object({ tableId: Id, name: Name, state: ViewState }), Id),
  saveView: command(z.object({ tableId: Id, id: Id, state: ViewState }), z.void()),
  renameView: command(z.object({ tableId: Id, id: Id, name: Name }), z.void()),
  deleteView: command(z.object({ tableId: Id, id: Id }), z.void()),
}
