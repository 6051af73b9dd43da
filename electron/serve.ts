import { contract } from '../shared/contract'
import type { HandlersFor } from '../shared/contract/define'
import type { Announce, Topic } from '../shared/events'
import { announce } from './ipc/bind'
import { createRouter, type Router } from './ipc/router'
import { memoryKeychain, osKeychain } from './secrets/keychain'
import { openWorkspace, type Workspace, type WorkspaceOptions } from './workspace'

type ServeOptions = Omit<WorkspaceOptions, 'keychain' | 'announce' | 'now'> & {
  keychain: 'system' | 'memory'
  /** Hears everything that the window is told. */
  onEvent: Announce
}

export type Served = {
  workspace: Workspace
  /** `app` are the handlers of the program itself, which need the window. */
  routerWith: (app: HandlersFor<typeof contract.app>) => Router
}

/** What is shown of one noun may come from another: a connector names the agents that use it, and they name it. */
const SAID_WITH: Partial<Record<Topic, Topic[]>> = {
  agents: ['connectors'],
  skills: ['connectors'],
  connectors: ['agents'],
}

/**
 * The workspace and the router over it. Main loads this file once its window has something to show: most of the program
 * hangs on it, and a window that waits for it would open half as fast.
 */
export async function serve({ keychain, onEvent, ...options }: ServeOptions): Promise<Served> {
  const tell: Announce = (event) => {
    announce(event)
    onEvent(event)
  }
  const workspace = await openWorkspace({
    ...options,
    keychain: keychain === 'memory' ? memoryKeychain() : osKeychain(),
    announce: tell,
    now: () => new Date(),
  })
  const routerWith: Served['routerWith'] = (app) =>
    createRouter(
      contract,
      { ...workspace.handlers, app },
      {
        onChanged: (noun) => tell({ kind: 'changed', topics: [noun, ...(SAID_WITH[noun] ?? [])] }),
        onUnexpected: (path, reference, error) => options.onUnexpected(`${path} ${reference}`, error),
      },
    )
  return { workspace, routerWith }
}
