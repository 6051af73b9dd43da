import { useTranslation } from 'react-i18next'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Section } from '../ui/section'
import { CreatePassphrase } from './create-passphrase'

/** What can be done where there is no keychain: a passphrase, memory only, or nothing for now. */
export function NoKeychainAnswers({ memory }: { memory: boolean }) {
  const { t } = useTranslation('settings')
  const { run, busy, error } = useCommand(['vault', 'useMemoryOnly'])
  return (
    <>
      <CreatePassphrase second={false} />
      {memory ? null : (
        <>
          <Section title={t('vault.memoryOnly.title')} hint={t('vault.memoryOnly.hint')}>
            <Button busy={busy} onClick={() => void run()}>
              {t('vault.memory')}
            </Button>
            {error ? <ErrorNote className="mt-3" error={error} /> : null}
          </Section>
          <Section title={t('vault.later.title')} hint={t('vault.later.hint')}>
            {null}
          </Section>
        </>
      )}
    </>
  )
}
