import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Logo } from '../app/logo'
import { Button } from '../ui/button'
import { IntroStep } from './intro-step'
import { ModelStep } from './model-step'
import { StartStep } from './start-step'
import { useFinish } from './use-finish'

const STEPS = ['intro', 'model', 'start'] as const

/** What Patchbay is, what answers, and how to start. Can be left at any moment. */
export function WelcomeScreen() {
  const { t } = useTranslation('welcome')
  const [step, setStep] = useState(0)
  const [model, setModel] = useState<'built-in' | 'own'>('built-in')
  const exits = useFinish()
  const name = STEPS[step] ?? 'intro'
  const next = () => setStep(step + 1)
  return (
    <div className="flex h-full flex-col bg-bg">
      <header className="drag titlebar-room flex h-bar shrink-0 items-center gap-2 ps-4">
        <Logo />
        <span className="flex-1 font-semibold text-sm">Patchbay</span>
        <Button variant="ghost" disabled={exits.busy} onClick={() => void exits.finish('/')}>
          {t('skip')}
        </Button>
      </header>
      <main className="min-h-0 flex-1 overflow-y-auto">
        <div
          key={name}
          className="mx-auto flex min-h-full max-w-140 animate-fade flex-col items-center justify-center px-6 py-8"
        >
          {name === 'intro' ? <IntroStep onNext={next} /> : null}
          {name === 'model' ? <ModelStep value={model} onChange={setModel} onNext={next} /> : null}
          {name === 'start' ? <StartStep exits={exits} ownModel={model === 'own'} /> : null}
        </div>
      </main>
      <footer className="flex h-12 shrink-0 items-center justify-center gap-4">
        {step > 0 ? (
          <Button variant="ghost" size="sm" disabled={exits.busy} onClick={() => setStep(step - 1)}>
            {t('back')}
          </Button>
        ) : null}
        <Steps step={step} />
      </footer>
    </div>
  )
}

/** Where we are, as a row of jacks. */
function Steps({ step }: { step: number }) {
  const { t } = useTranslation('welcome')
  return (
    <div role="img" aria-label={t('steps', { step: step + 1, count: STEPS.length })} className="flex gap-2">
      {STEPS.map((name, index) => (
        <span
          key={name}
          className={
            index === step
              ? 'size-2 rounded-full bg-accent'
              : 'size-2 rounded-full shadow-[inset_0_0_0_1.5px_var(--control-line)]'
          }
        />
      ))}
    </div>
  )
}
