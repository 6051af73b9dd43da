import { createContext } from 'react'

/** What a link in a text calls with its address. The app puts one in, which asks the person first. */
export const LinkOpener = createContext<(href: string) => void>(() => {})
