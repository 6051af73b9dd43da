import { z } from 'zod'
import type { Schedule } from '../../../shared/domain/data-connection'
import { ToolRefusal } from '../tools/define'
import { findDataConnection, syncTool } from './define'

const Input = z.object({
  data_connection: z.string().describe('Name or id of the data connection'),
  every_minutes: z.number().int().min(5).max(43_200).optional().describe('Sync each time so many minutes have passed'),
  cron: z.string().min(9).max(120).optional().describe('Or: five fields of cron, such as 30 6 * * 1-5'),
  time_zone: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .describe('IANA name, for cron; the zone of this computer when left out'),
  manual: z.boolean().optional().describe('Or: true to sync only when somebody asks for it'),
})

export const setSchedule = syncTool({
  name: 'set_schedule',
  description: 'Changes when a data connection syncs by itself. Give exactly one of every_minutes, cron and manual.',
  input: Input,
  effect: 'write',
  grant: 'manage-data-connections',
  untrusted: false,
  title: (input) => `Set the schedule of ${input.data_connection}`,
  async run(input, context) {
    const { syncs } = context
    const schedule = scheduleIn(input)
    const { id, name, schedule: before } = await findDataConnection(context, input.data_connection)
    const next = syncs.previewSchedule(schedule)
    return {
      kind: 'change',
      title: `Set the schedule of ${name} to ${words(schedule)}`,
      dataConnectionId: id,
      canonical: { tool: 'set_schedule', id, before, schedule },
      async apply() {
        await syncs.setSchedule(id, schedule)
        return { output: { data_connection: name, schedule, next_times: next }, summary: words(schedule) }
      },
    }
  },
})

function scheduleIn({ every_minutes: minutes, cron, time_zone, manual }: z.output<typeof Input>): Schedule {
  const given = [minutes !== undefined, cron !== undefined, manual === true].filter(Boolean).length
  if (given !== 1) throw new ToolRefusal('invalid_input', 'Give exactly one of every_minutes, cron and manual: true')
  if (minutes !== undefined) return { kind: 'interval', minutes }
  if (cron === undefined) return { kind: 'manual' }
  const timeZone = time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  return { kind: 'cron', expression: cron, timeZone }
}

function words(schedule: Schedule): string {
  if (schedule.kind === 'manual') return 'only when asked'
  if (schedule.kind === 'interval') return `every ${schedule.minutes} minutes`
  return `${schedule.expression} (${schedule.timeZone})`
}
