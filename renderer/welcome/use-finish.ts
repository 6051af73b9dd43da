import { useState } from 'react'
import { useGo } from '../app/navigation'
import { setPreferences } from '../app/preferences'
import { useCommand } from '../app/use-command'

/** The ways out of the welcome. Each one marks it as done before it leads on. */
export function useFinish() {
  const go = useGo()
  const demo = useCommand(['demo', 'fill'])
  const [leaving, setLeaving] = useState(false)
  async function finish(href: string) {
    setLeaving(true)
    await setPreferences({ welcomeDone: true })
    go(href, { replace: true })
  }
  async function tryDemo() {
    const filled = await demo.run()
    if (filled.ok) await finish(`/chat/${filled.value.threadId}`)
  }
  return { finish, tryDemo, filling: demo.busy, busy: demo.busy || leaving, error: demo.error }
}
