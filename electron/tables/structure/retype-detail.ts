import { z } from 'zod'
import { FieldSettings, FieldType } from '../../../shared/domain/table'
import type { StoredField } from '../columns'

const Stand = z.object({ column: z.string().regex(/^f_\d+$/), type: FieldType, settings: FieldSettings })

/** What the batch of a changed type keeps, so that it can be undone. That of such an undo has `from` and `to` exchanged. */
export const RetypeDetail = z.object({ fieldId: z.string(), from: Stand, to: Stand })
export type RetypeDetail = z.infer<typeof RetypeDetail>

export const standOf = ({ column, type, settings }: StoredField): RetypeDetail['from'] => ({ column, type, settings })

/** Whether the values of `from` came from those of `to`: a type is always changed into a later column. */
export const isBackwards = ({ from, to }: RetypeDetail): boolean =>
  Number(to.column.slice(2)) < Number(from.column.slice(2))
