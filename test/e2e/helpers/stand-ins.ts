import type { LaunchedApp } from './launch'

/** Sockets of main to these hosts lead to servers of the test: what is sent, and to which address, stays as it is. */
export const standIn = ({ app }: LaunchedApp, servers: Record<string, string>): Promise<void> =>
  app.evaluate((_, places) => {
    const https = process.getBuiltinModule('node:https')
    const http = process.getBuiltinModule('node:http')
    const send = https.request
    const instead = (url: URL, options: object, ...rest: never[]) => {
      const place = places[url.host]
      if (place === undefined) return send(url, options, ...rest)
      return http.request(
        new URL(url.pathname + url.search, place),
        { ...options, agent: false, lookup: undefined },
        ...rest,
      )
    }
    Reflect.set(https, 'request', instead)
    process.getBuiltinModule('node:module').syncBuiltinESMExports()
  }, servers)
