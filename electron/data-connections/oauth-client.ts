import { AppFailure } from '../../shared/errors'
import type { ClientOf } from '../oauth/types'
import { getSource } from '../sources/registry'
import { authOf, resolveSecrets, type SecretVault } from './credentials'
import { type Db, getDataConnection } from './queries'

/** How a data connection signs in: the addresses of its source, and the client that was typed. Fails with `not-found`. */
export const clientOfDataConnection =
  (db: Db, vault: SecretVault): ClientOf =>
  async (ownerId) => {
    const stored = await getDataConnection(db, ownerId)
    const source = getSource(stored.sourceId)
    const preset = authOf(source, stored.config)?.oauth
    if (!preset) throw new AppFailure({ code: 'refused', message: `${source.name} is connected without a sign-in` })
    const secrets = await resolveSecrets(vault, stored.secretId)
    const value = (key: string) => stored.config[key] ?? secrets[key] ?? null
    const { redirect, ...rest } = preset
    return {
      ...rest,
      label: stored.isDraft ? source.name : stored.name,
      grant: 'authorization-code',
      clientId: value('clientId') ?? '',
      clientSecret: value('clientSecret'),
      ...{ issuer: null, requiresIss: false, deviceUrl: null, audience: null, resource: null, tokenBody: 'form' },
      redirect: redirect === 'loopback' ? { kind: 'loopback', port: 0 } : { kind: 'deep-link' },
    }
  }
