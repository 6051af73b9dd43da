import type { Request } from './types'

const QUOTED = /"([^"]+)"|(?<![\p{L}\p{N}])'(.+?)'(?![\p{L}\p{N}])|`([^`]+)`/gu
const POLITE_START =
  /^(?:(?:hi|hey|hello|ok|okay|so|now|then|please|kindly|and)[,!]?\s+(?=\S)|(?:can|could|would|will) you (?:please )?|i (?:want|need|would like|'d like)(?: you)? to |i'd like (?:you )?to |let'?s |help me (?:to )?)+/i
const POLITE_END = /[\s,]*(?:\bplease\b|\bthanks\b|\bthank you\b|\bfor me\b)?[\s.!?]*$/i

/** Private-use characters stand for quoted part `n`; nobody types them. */
const hold = (index: number): string => `\uE000${index}\uE001`
const HELD = /\uE000(\d+)\uE001/g
export const HELD_SOURCE = '\\uE000\\d+\\uE001'

export function toRequest(sentence: string): Request {
  const quoted: string[] = []
  const plain = sentence
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/\uE000|\uE001/g, '')
  const text = plain
    .replace(QUOTED, (_all, double?: string, single?: string, tick?: string) => {
      quoted.push(double ?? single ?? tick ?? '')
      return hold(quoted.length - 1)
    })
    .replace(/\s+/g, ' ')
    .trim()
  const shorn = text.replace(POLITE_START, '').replace(POLITE_END, '').trim()
  return { text: shorn, quoted }
}

/** The part as it was typed, without quotes around it or punctuation behind it. */
export function reveal(request: Request, part: string): string {
  const bare = part
    .trim()
    .replace(/^[,;:]\s*/, '')
    .replace(/[\s,;:]+$/, '')
  return bare.replace(HELD, (_all, index: string) => request.quoted[Number(index)] ?? '').trim()
}

/** The part with its quotes, for JSON. */
const revealJson = (request: Request, part: string): string =>
  part.replace(HELD, (_all, index: string) => JSON.stringify(request.quoted[Number(index)] ?? ''))

/** A value after `key=`: JSON keeps its quotes, everything else loses them. */
export const revealValue = (request: Request, part: string): string =>
  /^\s*[[{]/.test(part) ? revealJson(request, part) : reveal(request, part)

export const isQuoted = (part: string): boolean => new RegExp(`^\\s*${HELD_SOURCE}\\s*$`).test(part)

/** The same sentence, cut down to a part of it. */
export const partOf = (request: Request, text: string): Request => ({ text: text.trim(), quoted: request.quoted })
