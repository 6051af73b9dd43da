import { z } from 'zod'
import { CellValue, NewField } from '../../shared/domain/table'

const DemoTable = z.object({
  name: z.string(),
  fields: z.array(NewField),
  records: z.array(z.array(CellValue)),
})
export type DemoTable = z.infer<typeof DemoTable>

const DemoSkill = z.object({
  name: z.string(),
  description: z.string(),
  integrationIds: z.array(z.string()),
  /** By lines. */
  instructions: z.array(z.string()),
})

// A glob instead of imports: the files lie outside of what the compiler of this process reads, and are bundled all the same.
const files = import.meta.glob('../../resources/demo/*.json', { eager: true, import: 'default' })

const read = <S extends z.ZodType>(name: string, schema: S): z.output<S> =>
  schema.parse(files[`../../resources/demo/${name}.json`])

export const demoTables = (): DemoTable[] => ['deals', 'tickets', 'contacts'].map((name) => read(name, DemoTable))
export const demoSkill = () => read('triage-tickets', DemoSkill)
