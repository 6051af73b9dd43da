import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from './copy-text'
import { IconButton } from './icon-button'

type CopyButtonProps = { text: string; label?: string; className?: string }

/** Shows a tick for a moment after it has copied. */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const { t } = useTranslation('ui')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1200)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <IconButton
      size="sm"
      label={copied ? t('copied') : (label ?? t('copy'))}
      icon={copied ? <Check className="text-good" aria-hidden="true" /> : <Copy aria-hidden="true" />}
      onClick={() => void copyText(text).then(() => setCopied(true))}
      {...(className ? { className } : {})}
    />
  )
}
