import { useEffect, useEffectEvent } from 'react'
import { api } from '../app/api'

/** A sign-in that nobody looks at any more does not go on waiting, for the next one needs its place. Null while none waits. */
export function useEndedWith(draftId: string | null): void {
  const end = useEffectEvent(() => {
    if (draftId !== null) void api.dataConnections.cancelSignIn({ id: draftId })
  })
  useEffect(() => () => end(), [])
}
