import type { Thread } from '../../shared/domain/chat'
import { toHandle } from '../../shared/domain/skill'
import type { Skills } from '../skills/skills'
import type { Tables } from '../tables/create-tables'
import { type DemoTable, demoSkill, demoTables } from './demo-data'

export type Demo = {
  /** Adds what is missing of the demo and returns the thread to try it in. Doing it twice adds nothing twice. */
  fill: () => Promise<{ threadId: string }>
}

type DemoDeps = {
  tables: Pick<Tables, 'list' | 'create' | 'get' | 'writeRecords'>
  skills: Pick<Skills, 'list' | 'create'>
  /** The conversations come before the demo in the order of features, so only this much of them is known here. */
  chat: {
    threads: () => Promise<Thread[]>
    createThread: (agentId: string | null, title?: string) => Promise<string>
  }
}

const THREAD_TITLE = 'Try Patchbay'

/** A workspace to look around in: three tables, a skill, and a thread. */
export function createDemo({ tables, skills, chat }: DemoDeps): Demo {
  let filling: Promise<{ threadId: string }> | null = null
  const fill = async () => {
    const known = new Set((await tables.list()).map((table) => table.name.toLowerCase()))
    for (const table of demoTables()) if (!known.has(table.name.toLowerCase())) await addTable(tables, table)
    await addSkill(skills)
    const thread = (await chat.threads()).find(({ title }) => title === THREAD_TITLE)
    return { threadId: thread?.id ?? (await chat.createThread(null, THREAD_TITLE)) }
  }
  return {
    fill() {
      filling ??= fill().finally(() => {
        filling = null
      })
      return filling
    },
  }
}

async function addTable(tables: DemoDeps['tables'], { name, fields, records }: DemoTable): Promise<void> {
  const id = await tables.create(name, fields)
  const stored = (await tables.get(id)).fields
  const adds = records.map((record) =>
    Object.fromEntries(stored.map((field, index) => [field.id, record[index] ?? null])),
  )
  await tables.writeRecords({ tableId: id, edits: [], adds, actor: { kind: 'user', id: null } })
}

async function addSkill(skills: DemoDeps['skills']): Promise<void> {
  const { instructions, ...skill } = demoSkill()
  const handle = toHandle(skill.name)
  if ((await skills.list()).some((one) => one.handle === handle)) return
  await skills.create({ ...skill, instructions: instructions.join('\n') })
}
