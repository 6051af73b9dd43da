import { Cpu, Server } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import { RadioCards } from '../ui/radio-cards'

type ModelStepProps = {
  value: 'built-in' | 'own'
  onChange: (value: 'built-in' | 'own') => void
  onNext: () => void
}

export function ModelStep({ value, onChange, onNext }: ModelStepProps) {
  const { t } = useTranslation('welcome')
  return (
    <>
      <h1 className="text-center font-semibold text-2xl">{t('model.title')}</h1>
      <p className="mt-2 mb-6 text-center text-muted text-sm">{t('model.line')}</p>
      <div className="w-full">
        <RadioCards
          label={t('model.label')}
          value={value}
          onChange={onChange}
          options={[
            {
              value: 'built-in',
              label: t('model.builtIn'),
              hint: t('model.builtInHint'),
              icon: <Cpu aria-hidden="true" />,
            },
            { value: 'own', label: t('model.own'), hint: t('model.ownHint'), icon: <Server aria-hidden="true" /> },
          ]}
        />
      </div>
      <Button variant="primary" size="lg" className="mt-8" onClick={onNext}>
        {t('model.next')}
      </Button>
    </>
  )
}
