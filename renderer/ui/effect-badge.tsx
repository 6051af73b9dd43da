import { useTranslation } from 'react-i18next'
import { Badge, type Tone } from './badge'

type Effect = 'read' | 'write' | 'destructive'

const TONE: Record<Effect, Tone> = { read: 'read', write: 'write', destructive: 'bad' }

/** What an action does to the world, as its definition states it. */
export function EffectBadge({ effect }: { effect: Effect }) {
  const { t } = useTranslation('ui')
  return <Badge tone={TONE[effect]}>{t(`effect.${effect}`)}</Badge>
}
