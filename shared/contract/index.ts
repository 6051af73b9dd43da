import { agents } from './agents'
import { app } from './app'
import { chat } from './chat'
import { connectors } from './connectors'
import { dataConnections } from './data-connections'
import { demo } from './demo'
import { integrations } from './integrations'
import { ledger } from './ledger'
import { models } from './models'
import { records } from './records'
import { skills } from './skills'
import { tables } from './tables'
import { transfers } from './transfers'
import { vault } from './vault'

/** Every procedure of the program, by noun. */
export const contract = {
  agents,
  app,
  chat,
  connectors,
  dataConnections,
  demo,
  integrations,
  ledger,
  models,
  records,
  skills,
  tables,
  transfers,
  vault,
}
export type Contract = typeof contract
