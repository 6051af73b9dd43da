import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import type { Bridge } from '../shared/bridge'
import type { PatchbayEvent } from '../shared/events'

const bridge: Bridge = {
  invoke: (path, input) => ipcRenderer.invoke('patchbay:invoke', path, input),
  on: (listener) => {
    const hear = (_event: IpcRendererEvent, said: PatchbayEvent) => listener(said)
    ipcRenderer.on('patchbay:event', hear)
    return () => {
      ipcRenderer.off('patchbay:event', hear)
    }
  },
}

contextBridge.exposeInMainWorld('patchbay', Object.freeze(bridge))
