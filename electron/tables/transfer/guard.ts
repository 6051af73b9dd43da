/**
 * What a spreadsheet runs when a value begins with it (OWASP, CSV injection), also behind any number of ', so that
 * taking one ' away undoes exactly what putting one there did.
 */
const RUNS = /^'*[=+\-@\t\r]/
const GUARDED = /^'+[=+\-@\t\r]/

export const guard = (text: string): string => (RUNS.test(text) ? `'${text}` : text)

export const unguard = (text: string): string => (isGuarded(text) ? text.slice(1) : text)

export const isGuarded = (text: string): boolean => GUARDED.test(text)

/** Begins as a formula does, without anything before it. */
export const isUnguarded = (text: string): boolean => RUNS.test(text) && !isGuarded(text)
