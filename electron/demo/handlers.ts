import type { HandlersFor } from '../../shared/contract/define'
import type { demo as contract } from '../../shared/contract/demo'
import type { Demo } from './create-demo'

export const demoHandlers = (demo: Demo): HandlersFor<typeof contract> => ({ fill: () => demo.fill() })
