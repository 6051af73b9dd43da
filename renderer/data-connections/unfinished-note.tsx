import { useTranslation } from 'react-i18next'
import { useQueryOf } from '../app/query'
import { ErrorNote } from '../ui/error-note'

/** A sign-in ended without one: why, where the service or the browser said so. */
export function UnfinishedNote({ id }: { id: string }) {
  const { t } = useTranslation('data-connections')
  const { data } = useQueryOf(['dataConnections', 'signInState'], { id })
  if (data?.reason) return <ErrorNote error={{ title: t('signIn.notSignedIn'), advice: data.reason }} />
  return (
    <p role="status" className="text-muted text-sm">
      {t('signIn.unfinished')}
    </p>
  )
}
