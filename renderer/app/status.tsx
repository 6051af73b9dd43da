import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Jack } from '../ui/jack'
import type { StatusItem } from './status-items'

function subscribe(listener: () => void) {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

/** Whether this computer has a network at all. */
const useOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine)

function Offline() {
  const { t } = useTranslation('app')
  return useOnline() ? null : <Jack size={10} state="disconnected" label={t('status.offline')} />
}

/** The app's own words in the status bar. */
export const statusItems: StatusItem[] = [{ id: 'offline', side: 'start', order: 0, component: Offline }]
