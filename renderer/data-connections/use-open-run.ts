import { useState } from 'react'
import type { SyncRun } from '../../shared/domain/data-connection'
import type { AppError } from '../../shared/errors'
import { skipToken, useQueryOf } from '../app/query'

const SHOWN = 50

/** The last runs of a data connection, the latest first, and the one that is open beside them. */
export type Runs = {
  all: SyncRun[] | undefined
  error: AppError | null
  open: SyncRun | undefined
  show: (id: string) => void
  close: () => void
}

export function useOpenRun(id: string | undefined): Runs {
  const { data: all, error } = useQueryOf(['dataConnections', 'runs'], id ? { id, limit: SHOWN } : skipToken)
  const [openId, setOpenId] = useState<string | null>(null)
  return {
    all,
    error,
    open: all?.find((run) => run.id === openId),
    show: (runId) => setOpenId((before) => (before === runId ? null : runId)),
    close: () => setOpenId(null),
  }
}
