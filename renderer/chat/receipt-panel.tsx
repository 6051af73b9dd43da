import { useTranslation } from 'react-i18next'
import type { Message } from '../../shared/domain/chat'
import { Inspector } from '../ui/inspector'
import { Section } from '../ui/section'

/** What the model was offered in each request of an answer, and why. */
export function ReceiptPanel({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useTranslation('chat')
  const { receipt } = message
  const skills = message.parts.filter((part) => part.type === 'activation')
  if (!receipt) return null
  return (
    <Inspector title={t('receipt.title')} onClose={onClose}>
      <Section title={t('receipt.model')}>
        <p className="text-sm">{receipt.model}</p>
        <p className="tnum text-muted text-xs">
          {t('receipt.tokens', { input: receipt.inputTokens ?? '—', output: receipt.outputTokens ?? '—' })}
        </p>
      </Section>
      {skills.length > 0 ? (
        <Section title={t('receipt.skills')}>
          <ul className="text-sm">
            {skills.map(({ skillId, skillName, by }) => (
              <li key={skillId}>
                {skillName} <span className="text-muted text-xs">{t(`receipt.by.${by}`)}</span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {receipt.requests.map(({ tools }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: requests are only ever appended.
        <Section key={index} title={t('receipt.request', { number: index + 1 })}>
          <ul className="flex flex-col gap-1">
            {tools.map(({ name, why }) => (
              <li key={name} className="flex items-baseline gap-2">
                <code className="font-mono text-xs">{name}</code>
                <span className="min-w-0 flex-1 truncate text-end text-muted text-xs">{why}</span>
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </Inspector>
  )
}
