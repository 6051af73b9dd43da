import { ClipboardCopy, FolderOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { describeError } from '../../shared/errors'
import { api } from '../app/api'
import { setPreferences, usePreferences } from '../app/preferences'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { copyText } from '../ui/copy-text'
import { ErrorNote } from '../ui/error-note'
import { Section } from '../ui/section'
import { Segmented } from '../ui/segmented'
import { Switch } from '../ui/switch'
import { toast } from '../ui/toast'

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center gap-4">
      <span className="w-32 shrink-0 text-sm">{label}</span>
      {children}
    </div>
  )
}

function Appearance() {
  const { t } = useTranslation('settings')
  const { theme, density } = usePreferences()
  return (
    <Section title={t('general.look')}>
      <Line label={t('general.theme.label')}>
        <Segmented
          label={t('general.theme.label')}
          value={theme}
          onChange={(next) => void setPreferences({ theme: next })}
          options={(['light', 'dark', 'system'] as const).map((value) => ({
            value,
            label: t(`general.theme.${value}`),
          }))}
        />
      </Line>
      <Line label={t('general.density.label')}>
        <Segmented
          label={t('general.density.label')}
          value={density}
          onChange={(next) => void setPreferences({ density: next })}
          options={(['comfortable', 'dense'] as const).map((value) => ({
            value,
            label: t(`general.density.${value}`),
          }))}
        />
      </Line>
    </Section>
  )
}

const BACKGROUND = ['keepSyncing', 'startAtLogin', 'notifications'] as const

/** What the program does while its window is closed. */
function Background() {
  const { t } = useTranslation('settings')
  const preferences = usePreferences()
  return (
    <Section title={t('general.background.title')}>
      <div className="flex max-w-120 flex-col gap-3">
        {BACKGROUND.map((key) => (
          <Switch
            key={key}
            checked={preferences[key]}
            onChange={(on) => void setPreferences({ [key]: on })}
            label={t(`general.background.${key}`)}
            hint={t(`general.background.${key}Hint`)}
          />
        ))}
      </div>
    </Section>
  )
}

export function GeneralSettings() {
  const { t } = useTranslation('settings')
  const { data, error } = useQueryOf(['app', 'status'])
  const logs = useCommand(['app', 'openLogs'])
  async function copyDiagnostics() {
    const result = await api.app.diagnostics()
    if (!result.ok) return void toast({ title: describeError(result.error).title, tone: 'bad' })
    await copyText(result.value)
    toast({ title: t('general.copied'), tone: 'good' })
  }
  return (
    <>
      <Appearance />
      <Background />
      <Section title={t('general.computer')}>
        {error ? <ErrorNote error={error} /> : null}
        <Line label={t('general.folder')}>
          <span className="min-w-0 flex-1 truncate font-mono text-xs" title={data?.dataFolder}>
            {data?.dataFolder}
          </span>
          {data ? <CopyButton text={data.dataFolder} /> : null}
        </Line>
        <p className="ms-36 text-muted text-xs">{t('general.folderHint')}</p>
        <Line label={t('general.version')}>
          <span className="text-sm">{data ? t('general.versionWords', data) : null}</span>
        </Line>
      </Section>
      <Section title={t('general.help')} hint={t('general.helpHint')}>
        <div className="flex gap-2">
          <Button icon={<FolderOpen aria-hidden="true" />} onClick={() => void logs.run()}>
            {t('general.logs')}
          </Button>
          <Button icon={<ClipboardCopy aria-hidden="true" />} onClick={() => void copyDiagnostics()}>
            {t('general.diagnostics')}
          </Button>
        </div>
        {logs.error ? <ErrorNote className="mt-3" error={logs.error} /> : null}
      </Section>
    </>
  )
}
