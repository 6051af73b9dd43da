import type { HandlersFor } from '../../shared/contract/define'
import type { ledger as contract } from '../../shared/contract/ledger'
import type { Ledger } from './ledger'

export const ledgerHandlers = (ledger: Ledger): HandlersFor<typeof contract> => ({
  list: (filter) => ledger.list(filter),
})
