import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import { CableArt } from './cable-art'

export function IntroStep({ onNext }: { onNext: () => void }) {
  const { t } = useTranslation('welcome')
  return (
    <>
      <CableArt />
      <h1 className="mt-8 text-center font-semibold text-2xl">{t('what.title')}</h1>
      <p className="mt-3 max-w-110 text-pretty text-center text-md text-muted">{t('what.line')}</p>
      <Button variant="primary" size="lg" autoFocus className="mt-8" onClick={onNext}>
        {t('what.next')}
      </Button>
    </>
  )
}
