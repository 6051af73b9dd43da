import { Cpu, HeartPulse, KeyRound, PlugZap } from 'lucide-react'
import { api } from '../app/api'
import type { Command } from '../app/command-registry'
import { registerPaletteSource } from '../app/palette-sources'

registerPaletteSource({
  id: 'connectors',
  labelKey: 'connectors:noun',
  items: async () => {
    const connectors = await api.connectors.list()
    if (!connectors.ok) return []
    return connectors.value.map(({ id, name }) => ({
      id: `connector:${id}`,
      title: name,
      icon: PlugZap,
      run: ({ go }) => go(`/settings/connectors/${id}`),
    }))
  },
})

export const commands: Command[] = [
  {
    id: 'settings.models',
    titleKey: 'settings:command.models',
    group: 'go',
    icon: Cpu,
    keywords: 'provider ollama openai key',
    run: ({ go }) => go('/settings/models'),
  },
  {
    id: 'connectors.new',
    titleKey: 'connectors:command.new',
    group: 'create',
    icon: PlugZap,
    keywords: 'api key oauth token sign in',
    run: ({ go }) => go('/settings/connectors/new'),
  },
  {
    id: 'settings.connectors',
    titleKey: 'connectors:command.list',
    group: 'go',
    icon: PlugZap,
    keywords: 'settings api key oauth token sign in',
    run: ({ go }) => go('/settings/connectors'),
  },
  {
    id: 'settings.credentials',
    titleKey: 'connectors:command.credentials',
    group: 'go',
    icon: HeartPulse,
    keywords: 'settings health expires reconnect key token',
    run: ({ go }) => go('/settings/health'),
  },
  {
    id: 'settings.vault',
    titleKey: 'settings:command.vault',
    group: 'go',
    icon: KeyRound,
    keywords: 'passphrase keychain secret unlock',
    run: ({ go }) => go('/settings/vault'),
  },
]
