import { useLayoutEffect } from 'react'
import { usePreferences } from './preferences'

/** Puts theme and density on `<html>`. `system` leaves the choice to `prefers-color-scheme`. */
export function useTheme(): void {
  const { theme, density } = usePreferences()
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme
    document.documentElement.dataset.density = density
  }, [theme, density])
}
