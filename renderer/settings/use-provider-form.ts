import { type FormEvent, useState } from 'react'
import type { LocalModelServer, ModelProvider } from '../../shared/domain/model'
import type { AppError } from '../../shared/errors'
import { api } from '../app/api'
import { useCommand } from '../app/use-command'

type Values = { name: string; baseUrl: string; key: string; models: string; streamsTools: boolean }

const linesOf = (text: string): string[] => [...new Set(text.split('\n').flatMap((line) => line.trim() || []))]

function startValues(provider: ModelProvider | undefined, local: LocalModelServer | undefined): Values {
  const from = provider ?? local
  return {
    name: from?.name ?? '',
    baseUrl: from?.baseUrl ?? '',
    key: '',
    models: from?.models.join('\n') ?? '',
    streamsTools: provider?.streamsTools ?? true,
  }
}

/** A provider that is added or edited. The key is called for directly, so that no query cache ever holds it. */
export function useProviderForm(
  provider: ModelProvider | undefined,
  local: LocalModelServer | undefined,
  onDone: () => void,
) {
  const [values, setValues] = useState(() => startValues(provider, local))
  const [checking, setChecking] = useState(false)
  const [checked, setChecked] = useState<number | null>(null)
  const [checkError, setCheckError] = useState<AppError | null>(null)
  const create = useCommand(['models', 'create'])
  const update = useCommand(['models', 'update'])
  const setKey = useCommand(['models', 'setKey'])
  const { name, baseUrl, key, streamsTools } = values
  const models = linesOf(values.models)

  async function check() {
    setChecking(true)
    setCheckError(null)
    setChecked(null)
    const result = await api.models.check({ baseUrl, key })
    setChecking(false)
    if (!result.ok) return setCheckError(result.error)
    setChecked(result.value.models.length)
    setValues((before) => ({ ...before, models: result.value.models.join('\n') }))
  }

  async function save(): Promise<boolean> {
    if (!provider) return (await create.run({ name, baseUrl, key, models })).ok
    const updated = await update.run({ id: provider.id, name, baseUrl, models, streamsTools })
    if (!updated.ok || key === '') return updated.ok
    return (await setKey.run({ id: provider.id, key })).ok
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (await save()) onDone()
  }

  return {
    values,
    set: (change: Partial<Values>) => setValues((before) => ({ ...before, ...change })),
    check,
    checking,
    checked,
    submit,
    busy: create.busy || update.busy || setKey.busy,
    ready: name.trim() !== '' && baseUrl.trim() !== '' && models.length > 0,
    error: checkError ?? create.error ?? update.error ?? setKey.error,
  }
}
