import { AppFailure } from '../../shared/errors'
import type { Http } from '../net/http'
import { answerFailure } from './answer-failure'
import { credentialOf, originOf } from './credential'
import type { IntegrationDefinition } from './define'

type Check = {
  definition: IntegrationDefinition
  label: string
  config: Readonly<Record<string, string>>
  secrets: Readonly<Record<string, string>>
}

/** Asks the service who the credential belongs to. Fails in words when it is refused or the answer is not the service's. */
export async function checkAccount(http: Http, now: () => Date, check: Check): Promise<string> {
  const { definition, label, config, secrets } = check
  const request = {
    method: 'GET',
    url: `${definition.baseUrl(config)}${definition.identify.path}`,
    headers: [['Accept', 'application/json'] as const],
    body: null,
  }
  const target = `${definition.name}: check the account`
  const response = await http.send(request, {
    origins: [originOf(definition, config)],
    credential: credentialOf(definition, config, secrets),
    context: { kind: 'check', actor: 'You', threadId: null, runId: null, cardId: null, target, accountLabel: label },
  })
  const failure = answerFailure(definition, response, label, now())
  if (failure) throw failure
  const identity = definition.identify.identity(response.json())
  if (identity !== null) return identity
  const message = `${definition.name} answered without saying who this account is; check the address`
  throw new AppFailure({ code: 'request-failed', reason: 'malformed', message, status: response.status })
}
