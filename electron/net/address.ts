import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Addresses that are not on the public internet (IANA special-purpose registries). */
const PRIVATE = new BlockList()
for (const [network, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
  ] as const),
  ...([
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
])
  PRIVATE.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ...([
    ['::', 128],
    ['::1', 128],
    ['fc00::', 7],
    ['fe80::', 10],
    ['ff00::', 8],
  ] as const),
  ...([
    ['64:ff9b::', 96],
    ['2001:db8::', 32],
    ['2002::', 16],
  ] as const),
])
  PRIVATE.addSubnet(network, bits, 'ipv6')

export function isPrivateAddress(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** Of a URL's host name, as `URL` writes it: a loopback name, or a private address. */
export function isPrivateHost(hostname: string): boolean {
  const host = bareHost(hostname)
  return host === 'localhost' || host.endsWith('.localhost') || isPrivateAddress(host)
}

export function isLoopbackHost(hostname: string): boolean {
  const host = bareHost(hostname)
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** Without the brackets of an IPv6 literal. */
const bareHost = (hostname: string) => hostname.replace(/^\[|\]$/g, '').toLowerCase()

/** Resolves a public name; fails when any of its addresses is private, so that DNS cannot lead inside. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const inside = !error && addresses.some(({ address }) => isPrivateAddress(address))
    const failure = inside ? Object.assign(new Error('private address'), { code: 'EPRIVATE' }) : error
    if (failure || options.all) return callback(failure, addresses)
    const [first] = addresses
    callback(null, first?.address ?? '', first?.family)
  })
}
