import { useTranslation } from 'react-i18next'
import { Cable } from '../ui/cable'
import { Chip } from '../ui/chip'
import { Jack } from '../ui/jack'

const EXAMPLES = ['example.can', 'example.tables', 'example.deal'] as const

/** What stands above the composer before anything was said. */
export function NewThread({ onChoose }: { onChoose: (text: string) => void }) {
  const { t } = useTranslation('chat')
  return (
    <div className="flex flex-col items-center gap-4 text-center">
      <span className="flex items-center" aria-hidden="true">
        <Jack state="connected" size={16} />
        <Cable width={72} />
        <Jack state="connected" size={16} />
      </span>
      <h2 className="font-semibold text-xl">{t('start')}</h2>
      <div className="flex flex-wrap justify-center gap-2">
        {EXAMPLES.map((key) => (
          <Chip key={key} onClick={() => onChoose(t(key))}>
            {t(key)}
          </Chip>
        ))}
      </div>
    </div>
  )
}
