import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type TokenQuestion = {
  path: string
  headers: IncomingMessage['headers']
  /** As it was sent. */
  body: string
  /** The same, read as a form or as JSON. */
  parameters: Record<string, string>
}

/** `drop` closes the socket without an answer. */
export type TokenServerAnswer = { status?: number; headers?: Record<string, string>; body: unknown } | 'drop'

export type TokenServer = {
  url: string
  /** Everything that arrived, in order. */
  requests: TokenQuestion[]
  /** Used up one by one; after that tokens are issued, each with the number of the request. */
  answers: TokenServerAnswer[]
  /** Holds every answer back until it resolves. */
  gate: { until: Promise<void> | null }
  close(): Promise<void>
}

/** A token endpoint, for every path and method, that answers what a test wants, however odd. */
export async function startTokenServer(): Promise<TokenServer> {
  const requests: TokenQuestion[] = []
  const answers: TokenServerAnswer[] = []
  const gate: TokenServer['gate'] = { until: null }
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    const { url: path = '', headers } = incoming
    requests.push({ path, headers, body, parameters: parametersOf(headers['content-type'] ?? '', body) })
    const answer = answers.shift() ?? { body: tokensOf(requests.length) }
    await gate.until
    if (answer === 'drop') return void outgoing.destroy()
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
    outgoing.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json', ...answer.headers }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ...{ requests, answers, gate },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What the request with that number gets. */
const tokensOf = (number: number) => ({
  access_token: `access-token-${number}`,
  refresh_token: `refresh-token-${number}`,
  token_type: 'Bearer',
  expires_in: 3600,
})

function parametersOf(contentType: string, body: string): Record<string, string> {
  if (contentType.includes('json')) return JSON.parse(body)
  return Object.fromEntries(new URLSearchParams(body))
}
