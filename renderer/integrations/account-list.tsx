import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account, IntegrationInfo } from '../../shared/domain/integration'
import { Button } from '../ui/button'
import { Section } from '../ui/section'
import { AccountRow } from './account-row'
import { ConnectForm } from './connect-form'

type AccountListProps = { integration: IntegrationInfo; accounts: Account[] }

/** The accounts as rows; the form stands open while there is none. */
export function AccountList({ integration, accounts }: AccountListProps) {
  const { t } = useTranslation('integrations')
  const [asked, setAsked] = useState(false)
  const empty = accounts.length === 0
  return (
    <Section
      title={t('accounts.title')}
      hint={t('accounts.hint')}
      actions={
        empty || asked ? null : (
          <Button icon={<Plus aria-hidden="true" />} onClick={() => setAsked(true)}>
            {t('connect.button', { name: integration.name })}
          </Button>
        )
      }
    >
      {empty ? (
        <p className="mb-3 text-muted text-sm">{t('accounts.none')}</p>
      ) : (
        <ul aria-label={t('accounts.list')} className="divide-y divide-line border-line border-y">
          {accounts.map((account) => (
            <li key={account.id}>
              <AccountRow integration={integration} account={account} />
            </li>
          ))}
        </ul>
      )}
      {empty || asked ? (
        <div className={empty ? '' : 'mt-4'}>
          <ConnectForm
            integration={integration}
            {...(empty ? {} : { onCancel: () => setAsked(false) })}
            onDone={() => setAsked(false)}
          />
        </div>
      ) : null}
    </Section>
  )
}
