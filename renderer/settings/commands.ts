import { Cpu, KeyRound } from 'lucide-react'
import type { Command } from '../app/command-registry'

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
    id: 'settings.vault',
    titleKey: 'settings:command.vault',
    group: 'go',
    icon: KeyRound,
    keywords: 'passphrase keychain secret unlock',
    run: ({ go }) => go('/settings/vault'),
  },
]
