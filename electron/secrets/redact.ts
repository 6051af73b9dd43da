import { credentialSpans, type Span } from './credential-patterns'
import { variantsOf } from './secret-variants'

const MASK = '•••'
const HEAD_CHARS = 6

/** Access tokens are renewed for months; the oldest of so many values has long expired. */
const MAX_VALUES = 2000

/** Takes live secrets, in any usual encoding, and whatever looks like a credential out of text. */
export interface Redactor {
  /** Values under six characters are too common in ordinary text and are not looked for. */
  register(value: string | Buffer): void
  /** Give it whole text: half of a secret that was cut before is not recognised. */
  redact(text: string): string
}

export function createRedactor(): Redactor {
  const values = new Map<string, string[]>()
  const index = createIndex()
  return {
    register(value) {
      const bytes = Buffer.from(value)
      const id = bytes.toString('base64')
      const known = values.get(id)
      values.delete(id)
      values.set(id, known ?? index.add(variantsOf(bytes)))
      const oldest = values.entries().next().value
      if (values.size > MAX_VALUES && oldest) {
        values.delete(oldest[0])
        index.remove(oldest[1])
      }
    },
    redact(text) {
      const spans = [...index.find(text), ...credentialSpans(text)]
      return spans.length === 0 ? text : mask(text, spans)
    },
  }
}

/**
 * Variants by their first characters. One pattern of all values would be compiled again with each new token and grows
 * past what V8 accepts once a few private keys are in it; this costs one look at a 64 KB table per character.
 */
function createIndex() {
  const byHead = new Map<string, string[]>()
  const starts = new Uint16Array(65_536)
  const slot = (text: string, at: number) =>
    (text.charCodeAt(at) * 31 * 31 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) & 0xffff

  return {
    add(variants: string[]): string[] {
      for (const variant of variants) {
        const head = variant.slice(0, HEAD_CHARS)
        byHead.set(head, [...(byHead.get(head) ?? []), variant])
        starts[slot(variant, 0)] = 1
      }
      return variants
    },
    /** Leaves `starts` alone: a mark too many costs one look-up, never a miss. */
    remove(variants: string[]): void {
      for (const variant of variants) {
        const head = variant.slice(0, HEAD_CHARS)
        const rest = byHead.get(head) ?? []
        const at = rest.indexOf(variant)
        if (at >= 0) rest.splice(at, 1)
        if (rest.length === 0) byHead.delete(head)
      }
    },
    find(text: string): Span[] {
      const spans: Span[] = []
      for (let at = 0; at + HEAD_CHARS <= text.length; at++) {
        if (starts[slot(text, at)] === 0) continue
        const candidates = byHead.get(text.slice(at, at + HEAD_CHARS)) ?? []
        for (const variant of candidates) {
          if (text.startsWith(variant, at)) spans.push({ from: at, to: at + variant.length })
        }
      }
      return spans
    },
  }
}

function mask(text: string, spans: Span[]): string {
  spans.sort((a, b) => a.from - b.from)
  let result = ''
  let end = 0
  for (const { from, to } of spans) {
    if (from >= end) result += text.slice(end, from) + MASK
    end = Math.max(end, to)
  }
  return result + text.slice(end)
}
