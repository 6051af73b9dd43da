import type { ConnectorMentions } from '../../shared/domain/agent'

export type NamedConnector = { id: string; name: string }

const LONGEST_PHRASE = 60
/** "my Intercom connector", "the HubSpot API connector", "a connector called Billing", "the connector “Billing”". */
const BEFORE =
  /\b(?:my|the|our|using|use|with|through|via)\s+(?:(?:my|the|our)\s+)?([\p{L}\p{N}][^\n.,;:!?()"“”]*?)\s+connectors?\b/giu
const AFTER = /\bconnector\s+(?:called|named)?\s*["“']([^"”'\n]+)["”']/giu
/** Words that describe any connector and name none. */
const NO_NAME =
  /^(?:my|the|our|your|its|a|an|any|no|each|every|all|other|right|same|following|new|available|these|those|this|that|of|to|is|are)\b/i

/**
 * Which connectors a text names. A full name, as a word of its own, is wired in; "my … connector" with another name is a
 * question, whether one connector could be meant or several: never a guess.
 */
export function connectorMentions(text: string, connectors: readonly NamedConnector[]): ConnectorMentions {
  const wired = longestFirst(connectors).reduce<{ left: string; found: NamedConnector[] }>(
    ({ left, found }, connector) => {
      const without = left.replace(asWord(connector.name), ' \n ')
      return without === left ? { left, found } : { left: without, found: [...found, connector] }
    },
    { left: text, found: [] },
  )
  const questions = phrasesIn(wired.left).map((phrase) => ({
    phrase,
    candidates: connectors.filter(({ name }) => isMeantBy(name, phrase)).map(({ id, name }) => ({ id, name })),
  }))
  const found = connectors.filter((connector) => wired.found.includes(connector))
  return { wired: found.map(({ id, name }) => ({ id, name })), questions }
}

/** A longer name is taken out first, so that "HubSpot API" is not taken for "HubSpot". */
const longestFirst = (connectors: readonly NamedConnector[]) =>
  [...connectors].sort((a, b) => b.name.length - a.name.length)

const asWord = (name: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(name.trim()).replace(/\s+/g, '\\s+')}(?![\\p{L}\\p{N}_])`, 'giu')

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

function phrasesIn(text: string): string[] {
  const found = [...text.matchAll(BEFORE), ...text.matchAll(AFTER)]
  const phrases = found.map((match) => (match[1] ?? '').trim().replace(/\s+/g, ' '))
  const named = phrases.filter((phrase) => phrase !== '' && phrase.length <= LONGEST_PHRASE && !NO_NAME.test(phrase))
  return named.filter((phrase, at) => named.findIndex((other) => other.toLowerCase() === phrase.toLowerCase()) === at)
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** Every word of one is in the other. */
function isMeantBy(name: string, phrase: string): boolean {
  const [ofName, ofPhrase] = [wordsOf(name), wordsOf(phrase)]
  return ofPhrase.every((word) => ofName.includes(word)) || ofName.every((word) => ofPhrase.includes(word))
}
