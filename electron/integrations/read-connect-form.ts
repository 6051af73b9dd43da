import type { ConfigField } from '../../shared/domain/common'
import { AppFailure } from '../../shared/errors'
import type { IntegrationDefinition } from './define'

type Values = Readonly<Record<string, string>>

/** Trims what was typed and refuses unknown, missing and unsendable values, naming the field. */
export function readConnectForm(definition: IntegrationDefinition, typed: Values, secrets: Values) {
  const { fields, readConfig } = definition.connect
  const open = fields.filter((field) => field.kind !== 'secret')
  const secret = fields.filter((field) => field.kind === 'secret')
  return { config: readConfig(readFields(open, typed)), secrets: readFields(secret, secrets) }
}

function readFields(fields: readonly ConfigField[], typed: Values): Record<string, string> {
  for (const key of Object.keys(typed))
    if (!fields.some((field) => field.key === key)) throw badField(key, `${key.slice(0, 80)} is not asked for`)
  return Object.fromEntries(
    fields.flatMap((field): [string, string][] => {
      const value = (typed[field.key] ?? '').trim()
      if (value === '' && field.required) throw badField(field.key, `${field.label} is required`)
      if (/\p{Cc}/u.test(value))
        throw badField(field.key, `${field.label} holds a line break or another control character`)
      return value === '' ? [] : [[field.key, value]]
    }),
  )
}

const badField = (field: string, message: string) => new AppFailure({ code: 'invalid-input', field, message })
