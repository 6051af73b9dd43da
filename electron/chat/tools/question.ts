import { z } from 'zod'
import type { FilterGroup, RecordQuestion } from '../../../shared/domain/record-question'
import type { Sort, Table } from '../../../shared/domain/table'
import type { ToolContext } from './define'
import { Condition, readCondition, readWhere } from './filters'
import { findField } from './tables'

/** Which records are meant: everything that is given has to hold. */
export const CONDITIONS = {
  filters: z.array(Condition).max(20).optional().describe('All of them have to hold'),
  where: z
    .looseObject({})
    .optional()
    .describe(
      'Nested conditions: {"all": […]} or {"any": […]}, up to three deep; each part is one of these or {"field", "op", "value"}',
    ),
  search: z.string().max(200).optional().describe('Words to find anywhere in a record, each from its beginning'),
}
const Conditions = z.object(CONDITIONS)
type Conditions = z.infer<typeof Conditions>

export const hasConditions = ({ filters, where, search }: Conditions): boolean =>
  (filters?.length ?? 0) > 0 || where !== undefined || (search?.trim() ?? '') !== ''

const SortBy = z.object({ field: z.string(), direction: z.enum(['asc', 'desc']).optional() })
export const SortInput = z.union([SortBy, z.array(SortBy).max(8)]).describe('One or several, the first counts most')

export async function toQuestion(
  context: ToolContext,
  table: Table,
  { filters = [], where, search, sort = [] }: Conditions & { sort?: z.infer<typeof SortInput> | undefined },
): Promise<RecordQuestion> {
  const items: FilterGroup['items'] = []
  for (const filter of filters) items.push(await readCondition(context, table, filter))
  if (where !== undefined) items.push(await readWhere(context, table, where))
  return {
    tableId: table.id,
    filter: items.length === 0 ? null : { kind: 'group', match: 'all', items },
    search: search?.trim() || null,
    sort: [sort]
      .flat()
      .map((by): Sort => ({ fieldId: findField(table, by.field).id, direction: by.direction ?? 'asc' })),
  }
}
