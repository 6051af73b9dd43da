import type { ErrorComponentProps } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorNote } from '../ui/error-note'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { api } from './api'
import { usePath } from './navigation'

/** Stands where a screen broke; the rest of the window goes on. */
export function ScreenFailure({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation('app')
  const where = usePath()
  const said = String(error).slice(0, 4000)
  useEffect(() => {
    void api.app.reportFailure({
      message: said,
      where: where.slice(0, 200),
    })
  }, [said, where])
  return (
    <Screen width="reading" header={<PageHeader title={t('failure.title')} />}>
      <ErrorNote
        error={{ title: t('failure.what'), advice: t('failure.advice'), details: said }}
        action={{ label: t('failure.reload'), onClick: reset }}
      />
    </Screen>
  )
}
