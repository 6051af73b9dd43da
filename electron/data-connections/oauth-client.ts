import { AppFailure } from '../../shared/errors'
import { redirectUriOf } from '../oauth/redirect-uri'
import type { ClientOf, OAuth, Redirect } from '../oauth/types'
import type { AuthMethod, SourceDefinition } from '../sources/define'
import { getSource } from '../sources/registry'
import { authOf, resolveSecrets, type SecretVault } from './credentials'
import { asAppFailure } from './failures'
import { type Db, getDataConnection } from './queries'
import type { StoredDataConnection } from './stored'

type Preset = NonNullable<AuthMethod['oauth']>

/** Below the ports that systems give out by themselves. The same for all: one address to register everywhere. */
export const SIGN_IN_PORT = 21_731

/** Services that compare the whole address allow plain http for the name `localhost` only, such as HubSpot and Salesforce. */
const redirectOf = ({ redirect }: Preset, port: number): Redirect =>
  redirect === 'registered' ? { kind: 'loopback', host: 'localhost', port } : { kind: 'loopback', port: 0 }

/** What to register at the service; null where nobody signs in, and where the kind of client needs no address. */
export const redirectToRegister = (preset: Preset | undefined, port: number): string | null =>
  preset?.redirect === 'registered' ? redirectUriOf(redirectOf(preset, port)) : null

/** How a data connection signs in: the addresses of its source, and the client that was typed. Fails with `not-found`. */
export const clientOfDataConnection =
  (db: Db, vault: SecretVault, port: number): ClientOf =>
  async (ownerId) => {
    const stored = await getDataConnection(db, ownerId)
    const source = getSource(stored.sourceId)
    const preset = authOf(source, stored.config)?.oauth
    if (!preset) throw new AppFailure({ code: 'refused', message: `${source.name} is connected without a sign-in` })
    const secrets = await resolveSecrets(vault, stored.secretId)
    const value = (key: string) => stored.config[key] ?? secrets[key] ?? null
    const { scopes, pkce, authMethod, authorizationParameters } = preset
    return {
      ...{ scopes, pkce, authMethod, authorizationParameters },
      ...serverOf(preset, stored.config),
      label: stored.isDraft ? source.name : stored.name,
      grant: 'authorization-code',
      clientId: value('clientId') ?? '',
      clientSecret: value('clientSecret'),
      ...{ issuer: null, requiresIss: false, deviceUrl: null, audience: null, resource: null, tokenBody: 'form' },
      redirect: redirectOf(preset, port),
    }
  }

function serverOf(preset: Preset, config: StoredDataConnection['config']) {
  try {
    return preset.server(config)
  } catch (error) {
    throw asAppFailure(error)
  }
}

/** What was typed, and where the API of the account is when the sign-in said so. Fails as the vault does. */
export async function knownConfig(
  oauth: Pick<OAuth, 'instanceUrl'>,
  source: SourceDefinition,
  { id, config }: Pick<StoredDataConnection, 'id' | 'config'>,
): Promise<Readonly<Record<string, string>>> {
  const key = authOf(source, config)?.oauth?.instanceKey
  const instance = key === undefined ? null : await oauth.instanceUrl(id)
  return key === undefined || instance === null ? config : { ...config, [key]: instance }
}
