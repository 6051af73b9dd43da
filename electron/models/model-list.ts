import { z } from 'zod'
import { AppFailure } from '../../shared/errors'
import { classifyModelFailure, describeStatus } from './failure'
import type { ModelFetch } from './language-model'

const MAX_MODELS = 2000
const MAX_BYTES = 4_000_000
const ModelsPage = z.object({ data: z.array(z.object({ id: z.string().min(1).max(200) })) })

type Asked = { baseUrl: string; key: string; timeoutMs: number }

/** The models that a server offers: `GET {baseUrl}/models`, https://platform.openai.com/docs/api-reference/models/list. */
export async function fetchModelList(fetchModel: ModelFetch, { baseUrl, key, timeoutMs }: Asked): Promise<string[]> {
  try {
    const response = await fetchModel(`${baseUrl}/models`, {
      headers: { accept: 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await readText(response)
    if (!response.ok) throw new AppFailure(failureOf(response))
    return parseModels(text)
  } catch (error) {
    throw error instanceof AppFailure ? error : new AppFailure(classifyModelFailure(error))
  }
}

function failureOf(response: Response) {
  return describeStatus({ status: response.status, retryAfter: response.headers.get('retry-after'), message: null })
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_BYTES) throw malformed('The list of models is larger than any real one')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseModels(text: string): string[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw malformed('The server answered, but not with a list of models; the base URL often ends in /v1')
  }
  const page = ModelsPage.safeParse(json)
  if (!page.success)
    throw malformed('The server answered, but not with a list of models; the base URL often ends in /v1')
  return [...new Set(page.data.data.map((model) => model.id))].sort().slice(0, MAX_MODELS)
}

const malformed = (message: string) => new AppFailure({ code: 'model-failed', reason: 'malformed', message })
