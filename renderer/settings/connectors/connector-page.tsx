import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connector, ConnectorTypeInfo } from '../../../shared/domain/connector'
import { useQueryOf } from '../../app/query'
import { ErrorNote } from '../../ui/error-note'
import { Section } from '../../ui/section'
import { Skeleton } from '../../ui/skeleton'
import { ConnectorFields } from './connector-fields'
import { ConnectorHeader } from './connector-header'
import { ConnectorStatusNote } from './connector-status-note'
import { ConnectorUsers } from './connector-users'
import { SignInPanel } from './sign-in-panel'
import { TestPanel } from './test-panel'
import { useConnectorForm } from './use-connector-form'

/** The configuration of one connector, by its id. */
export function ConnectorPage({ id, types }: { id: string; types: ConnectorTypeInfo[] }) {
  const { t } = useTranslation('connectors')
  const { data, error, refetch } = useQueryOf(['connectors', 'get'], { id })
  if (data) {
    const type = types.find((info) => info.id === data.type)
    return <Configuration connector={data} type={type} reread={refetch} />
  }
  if (!error) return <Skeleton className="p-6" />
  return <ErrorNote className="m-6" error={error} action={{ label: t('retry'), onClick: () => void refetch() }} />
}

type ConfigurationProps = {
  connector: Connector
  /** Absent for a type that this version does not know. */
  type: ConnectorTypeInfo | undefined
  reread: () => Promise<unknown>
}

/** Gives the keys to the page when whatever had them is gone, as after "Create connector". */
function useFocusWhenLost() {
  const page = useRef<HTMLElement>(null)
  useEffect(() => {
    if (document.activeElement === document.body) page.current?.focus({ preventScroll: true })
  }, [])
  return page
}

function Configuration({ connector, type, reread }: ConfigurationProps) {
  const { t } = useTranslation('connectors')
  const page = useFocusWhenLost()
  const form = useConnectorForm(connector.id, reread)
  return (
    <section ref={page} tabIndex={-1} aria-label={connector.name} className="flex min-h-0 flex-1 flex-col outline-none">
      <div className="min-h-0 flex-1 scroll-pt-16 overflow-y-auto">
        <ConnectorHeader connector={connector} form={form} reread={reread} />
        <div className="mx-auto max-w-[680px] px-6 pt-4 pb-10">
          <ConnectorStatusNote connector={connector} />
          <Section title={t('settings.title')} {...(type ? { hint: type.hint } : {})}>
            {type ? (
              <ConnectorFields connector={connector} type={type} form={form} reread={reread} />
            ) : (
              <p className="text-muted text-sm">{t('settings.unknownType', { type: connector.type })}</p>
            )}
          </Section>
          {connector.signsIn ? <SignInPanel connector={connector} form={form} /> : null}
          <TestPanel connector={connector} form={form} />
          <ConnectorUsers usedBy={connector.usedBy} />
        </div>
      </div>
    </section>
  )
}
