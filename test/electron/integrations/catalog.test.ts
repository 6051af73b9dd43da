import { readdirSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { inputSchema } from '../../../electron/integrations/read-input'
import { definitions } from '../../../electron/integrations/registry'

const files = readdirSync(new URL('../../../electron/integrations/catalog', import.meta.url))

describe('the catalog', () => {
  it('has one definition for each file, under the name of the file', () => {
    expect(definitions.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort())
  })
})

describe.each(definitions.map((definition) => [definition.id, definition] as const))('%s', (_, definition) => {
  it('says what it is and where its API is described, over https', () => {
    expect(new URL(definition.docsUrl).protocol).toBe('https:')
    for (const text of [definition.name, definition.description, definition.category, definition.connect.hint])
      expect(text.trim()).not.toBe('')
  })

  it('asks for at least one secret, each field once', () => {
    const { fields } = definition.connect
    expect(fields.some(({ kind }) => kind === 'secret')).toBe(true)
    expect(new Set(fields.map(({ key }) => key)).size).toBe(fields.length)
  })

  it('names each action once', () => {
    const ids = definition.actions.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9_-]*$/)
  })

  describe.each(definition.actions.map((action) => [action.id, action] as const))('%s', (_id, action) => {
    it('describes itself and every parameter', () => {
      const texts = [
        action.title,
        action.description,
        ...Object.values(action.params).map((param) => param.description),
      ]
      for (const text of texts) expect(text.trim()).not.toBe('')
    })

    it('has a strict input schema that a validator takes, free of our own keywords', () => {
      const schema = inputSchema(action)
      expect(() =>
        new Ajv({ strict: true, allowUnionTypes: true, validateFormats: false }).compile(schema),
      ).not.toThrow()
      expect(schema.additionalProperties).toBe(false)
      const allowed = [
        'type',
        'description',
        'items',
        'default',
        'enum',
        'format',
        'minimum',
        'maximum',
        'minLength',
        'maxLength',
      ]
      for (const property of Object.values(schema.properties ?? {}))
        expect(allowed).toEqual(expect.arrayContaining(Object.keys(property ?? {})))
    })

    it('has a required parameter for each place in its path, and knows the ones it requires', () => {
      const places = [...action.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const inPath = Object.entries(action.params).filter(([, param]) => param.in === 'path')
      expect(inPath.map(([key, param]) => param.name ?? key).sort()).toEqual(places.sort())
      for (const [key] of inPath) expect(action.required).toContain(key)
      for (const key of action.required) expect(Object.keys(action.params)).toContain(key)
    })

    it('is a read when it only gets, and a change otherwise unless it says so', () => {
      if (action.method === 'GET') expect(action.effect).toBe('read')
      if (action.method === 'DELETE') expect(action.effect).toBe('destructive')
    })

    it('mentions only parameters it has in the sentence on its card', () => {
      const mentioned = [...action.sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(Object.keys(action.params)).toEqual(expect.arrayContaining(mentioned))
    })
  })
})
