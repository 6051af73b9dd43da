import { chooseTarget } from '../choose-target'
import { findRecord, readReference } from '../find-record'
import { partOf } from '../request'
import { runAction } from '../run-action'
import { Answered, type Intent, type Request, type Steps, type Turn } from '../types'
import { deleteRecord } from '../write-records'

const VERB = /^(?:delete|remove|erase|drop|destroy|trash)\s+(.+)$/i

export const remove: Intent = {
  example: 'delete ticket 12',
  understand: (request, turn) => {
    const rest = VERB.exec(request.text)?.[1]
    return rest === undefined ? null : removeOne(request, partOf(request, rest), turn)
  },
}

function* removeOne(whole: Request, rest: Request, turn: Turn): Steps<string> {
  const target = yield* chooseTarget(whole, rest, turn)
  if (target.kind === 'action') return yield* runAction(target.tool, whole, turn)
  const { table } = target
  const before = target.before.replace(/\b(?:the|a|an|my|from|in|record|row|whole|entire)\b/gi, '').trim()
  const part = [before, target.after.replace(/^table$/i, '')].filter(Boolean).join(' ')
  if (/^(?:all|every|each|any)\b/i.test(part))
    throw new Answered('I delete one record at a time. Say its name or number.')
  const reference = readReference(rest, part)
  if (!reference)
    throw new Answered(`Which record of ${table.name}? Say its name or number; whole tables are deleted under Tables.`)
  const found = yield* findRecord(table, reference, turn)
  return yield* deleteRecord(table, found)
}
