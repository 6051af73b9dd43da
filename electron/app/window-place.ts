import type { WindowState } from './stored-settings'

type Area = { x: number; y: number; width: number; height: number }

export const MIN_WIDTH = 720
export const MIN_HEIGHT = 520
/** A strip of the title bar this size has to be on some display, or the window could not be moved back. */
const GRIP = { width: 120, height: 32 }

/** Brings a stored window onto the displays there are now: never larger than its display, never out of reach. */
export function clampToDisplays(state: WindowState, workAreas: readonly Area[]): WindowState {
  const area = workAreas.find((candidate) => isReachable(state, candidate)) ?? null
  const room = area ?? workAreas[0]
  const width = Math.max(MIN_WIDTH, Math.min(state.width, room?.width ?? state.width))
  const height = Math.max(MIN_HEIGHT, Math.min(state.height, room?.height ?? state.height))
  if (area === null || state.x === undefined || state.y === undefined)
    return { width, height, maximized: state.maximized }
  return { width, height, x: state.x, y: state.y, maximized: state.maximized }
}

function isReachable({ x, y, width }: WindowState, area: Area): boolean {
  if (x === undefined || y === undefined) return false
  const visible = Math.min(x + width, area.x + area.width) - Math.max(x, area.x)
  return visible >= GRIP.width && y >= area.y && y + GRIP.height <= area.y + area.height
}
