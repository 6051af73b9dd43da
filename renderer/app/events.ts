import { useEffect, useEffectEvent } from 'react'
import type { PatchbayEvent } from '../../shared/events'
import { toast } from '../ui/toast'
import { commandContext, runCommand } from './command-registry'
import { invalidateNouns } from './query'

type EventOf<K extends PatchbayEvent['kind']> = Extract<PatchbayEvent, { kind: K }>

/** Hears one kind of event of main while the component is there: the streams of chat and sync. */
export function useEventOf<K extends PatchbayEvent['kind']>(kind: K, listener: (event: EventOf<K>) => void): void {
  const hear = useEffectEvent((event: PatchbayEvent) => {
    if (event.kind === kind) listener(event as EventOf<K>)
  })
  useEffect(() => window.patchbay.on((event) => hear(event)), [])
}

/** What the app itself does with events: reads again what changed, runs menu commands, shows notices. */
export function followEvents(): () => void {
  return window.patchbay.on((event) => {
    switch (event.kind) {
      case 'changed':
        invalidateNouns(event.topics)
        break
      case 'command':
        if (!runCommand(event.id)) goTo(event.id)
        break
      case 'notice':
        toast({ title: event.title, description: event.description })
        break
      case 'thread-snapshot':
      case 'sync-progress':
        break
    }
  })
}

/** A notification about one data connection leads to it, by the id that it has in the palette. */
function goTo(id: string): void {
  const [, dataConnectionId] = /^data-connection:([\w-]+)$/.exec(id) ?? []
  if (dataConnectionId) commandContext().go(`/setup/connections/${dataConnectionId}`)
}
