import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { LinkOpener } from '../ui/link-opener'
import { ToastHost } from '../ui/toast-host'
import { TooltipProvider } from '../ui/tooltip'
import { api } from './api'
import { queryClient } from './query'
import { makeRouter } from './router'

const router = makeRouter()

/** Main shows the host and asks before a link leaves the program. */
const openLink = (url: string) => void api.app.openLink({ url })

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <LinkOpener value={openLink}>
          <RouterProvider router={router} />
          <ToastHost />
        </LinkOpener>
      </TooltipProvider>
    </QueryClientProvider>
  )
}
