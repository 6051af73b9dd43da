import type { Preferences } from '../../shared/domain/preferences'
import { api, type Client } from './api'
import { queryClient, queryKey, useQueryOf } from './query'

type Status = Extract<Awaited<ReturnType<Client['app']['status']>>, { ok: true }>['value']

const KEY = queryKey('app', 'status')

/** What holds until main has answered. Types only come from `shared/domain`: its schemas would bring zod along. */
const UNTIL_KNOWN: Preferences = {
  theme: 'system',
  density: 'comfortable',
  welcomeDone: true,
  sidebarCollapsed: false,
  keepSyncing: true,
  keepSyncingTold: true,
  startAtLogin: false,
  notifications: true,
}

export function usePreferences(): Preferences {
  return useQueryOf(['app', 'status']).data?.preferences ?? UNTIL_KNOWN
}

export const preferencesNow = (): Preferences => queryClient.getQueryData<Status>(KEY)?.preferences ?? UNTIL_KNOWN

/** Seen at once; when main refuses, what it holds is read again. */
export async function setPreferences(change: Partial<Preferences>): Promise<void> {
  queryClient.setQueryData<Status>(KEY, (status) =>
    status ? { ...status, preferences: { ...status.preferences, ...change } } : status,
  )
  const result = await api.app.setPreferences(change)
  if (!result.ok) await queryClient.invalidateQueries({ queryKey: KEY })
}
