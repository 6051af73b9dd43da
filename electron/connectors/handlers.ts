import type { connectors as contract } from '../../shared/contract/connectors'
import type { HandlersFor } from '../../shared/contract/define'
import type { ConnectorFeature } from './create-connectors'
import { typeInfos } from './registry'

export const connectorHandlers = ({
  connectors,
  oauth,
  testing,
  discover,
}: ConnectorFeature): HandlersFor<typeof contract> => ({
  types: () => typeInfos,
  list: () => connectors.list(),
  get: ({ id }) => connectors.get(id),
  missing: () => connectors.missing(),
  create: (draft) => connectors.create(draft),
  rename: ({ id, name }) => connectors.rename(id, name),
  configure: ({ id, config }) => connectors.configure(id, config),
  setSecret: ({ id, key, value }) => connectors.setSecret(id, key, value),
  discover: ({ id, url }) => discover(id, url),
  test: ({ id, requestPath }) => testing.test(id, requestPath),
  signIn: ({ id }) => oauth.signIn(id),
  cancelSignIn: ({ id }) => oauth.cancel(id),
  pasteCallback: ({ id, url }) => oauth.completePasted(id, url),
  signOut: ({ id }) => oauth.forget(id),
  delete: ({ id }) => connectors.delete(id),
})
