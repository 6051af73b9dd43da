import { expect, it } from 'vitest'
import { webPreferences } from '../../../electron/app/web-preferences'

it('takes the developer tools away from a packaged build, and nothing else differs', () => {
  const { devTools: packagedTools, ...packaged } = webPreferences({ isPackaged: true })
  const { devTools: developmentTools, ...development } = webPreferences({ isPackaged: false })
  expect([packagedTools, developmentTools]).toEqual([false, true])
  expect(packaged).toEqual(development)
})
