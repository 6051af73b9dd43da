/** Names in a stored bundle whose values are no secrets; masking those would spoil ordinary text. */
const PUBLIC_NAME =
  /^(token_?[tT]ype|type|scopes?|expires.*|issued.*|host|user|user_?[nN]ame|(client_)?email|.*_id|[a-z]+Id|.*_uri|(instance|base|token|authorization)(_url|Url))$/
const MIN_CHARS = 6

/** Every form in which a secret is known to turn up in text: as it is, encoded, and as a part of something encoded. */
export function variantsOf(value: Buffer): string[] {
  const variants = new Set<string>()
  for (const part of partsOf(value)) {
    for (const variant of encodingsOf(part)) if (variant.length >= MIN_CHARS) variants.add(variant)
  }
  return [...variants]
}

/** A stored bundle leaks by its parts: the tokens of an OAuth answer, the password of a connection URL. */
function partsOf(value: Buffer): Buffer[] {
  const text = toText(value)
  if (text === null) return [value]
  const trimmed = text.trim()
  if (trimmed.length < MIN_CHARS) return []
  const leaves = trimmed.startsWith('{') ? namedSecrets(trimmed) : []
  const parts = [trimmed, ...leaves].flatMap((part) => [part, ...passwordOf(part)])
  return parts.filter((part) => part.length >= MIN_CHARS).map((part) => Buffer.from(part))
}

function toText(value: Buffer): string | null {
  const text = value.toString('utf8')
  return Buffer.from(text).equals(value) ? text : null
}

function passwordOf(text: string): string[] {
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(text) || !URL.canParse(text)) return []
  const { password } = new URL(text)
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    return [password]
  }
}

function namedSecrets(json: string): string[] {
  const found: string[] = []
  try {
    JSON.parse(json, (key: string, value: unknown) => {
      if (typeof value === 'string' && !PUBLIC_NAME.test(key)) found.push(value)
      return value
    })
  } catch {
    return []
  }
  return found
}

function encodingsOf(part: Buffer): string[] {
  const text = toText(part)
  const hex = part.toString('hex')
  const base64 = [0, 1, 2].flatMap((offset) => base64At(part, offset))
  return [
    ...(text === null ? [] : textForms(text)),
    ...[hex, hex.toUpperCase()],
    ...base64.flatMap((form) => [form, toBase64Url(form), encodeURIComponent(form)]),
  ]
}

function textForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const ascii = json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const slashes = json.replaceAll('/', '\\/')
  return [text, json, JSON.stringify(json).slice(1, -1), ascii, slashes, ...percentForms(text)]
}

function percentForms(text: string): string[] {
  const component = encodeURIComponent(text)
  const strict = component.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  const form = new URLSearchParams([['', text]]).toString().slice(1)
  const forms = [component, strict, form, encodeURI(text)]
  return [...forms, ...forms.map((one) => one.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()))]
}

const toBase64Url = (base64: string) => base64.replaceAll('+', '-').replaceAll('/', '_')

/** Base64 of the part as it looks after `offset` other bytes, without the characters that those and the next ones share. */
function base64At(part: Buffer, offset: number): string {
  const from = Math.ceil((offset * 8) / 6)
  const to = Math.floor(((offset + part.length) * 8) / 6)
  return Buffer.concat([Buffer.alloc(offset), part])
    .toString('base64')
    .slice(from, to)
}
