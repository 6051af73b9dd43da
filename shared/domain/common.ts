import { z } from 'zod'

export const Id = z.string().min(1).max(80)
/** ISO-8601 in UTC. */
export const Timestamp = z.string().min(10).max(40)
/** A name that people give to things. */
export const Name = z.string().trim().min(1).max(120)

export const Json: z.ZodType<JsonValue> = z.json()
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** One field of a form that connects something. A `secret` goes to the vault and never comes back. */
export const ConfigField = z.object({
  key: z.string(),
  label: z.string(),
  /** `lines`: several lines of text, one entry each. */
  kind: z.enum(['text', 'number', 'secret', 'select', 'lines']),
  required: z.boolean(),
  hint: z.string().optional(),
  placeholder: z.string().optional(),
  initial: z.string().optional(),
  options: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  /** Shown and read only while another field has one of these values. */
  when: z.object({ key: z.string(), oneOf: z.array(z.string()) }).optional(),
  /** Shown folded away: most people leave it as it is. */
  advanced: z.boolean().optional(),
})
export type ConfigField = z.infer<typeof ConfigField>

/** Values of the non-secret fields, as typed. */
export const ConfigValues = z.record(z.string().max(80), z.string().max(20_000))
export type ConfigValues = z.infer<typeof ConfigValues>
/** Values of the secret fields; only ever travels towards main. */
export const SecretValues = z.record(z.string().max(80), z.string().max(20_000))
export type SecretValues = z.infer<typeof SecretValues>

/** What happened and what to do, in words. Stored with the thing that failed. */
export const Failure = z.object({ message: z.string(), advice: z.string(), reason: z.string().optional() })
export type Failure = z.infer<typeof Failure>
