import { BlockList, isIP, isIPv6 } from 'node:net'

/**
 * Where nobody lies whom we ask, whoever says so: addresses that name no host, and those at which clouds tell a machine its
 * credentials (169.254.169.254 is in the link-local network).
 */
const NEVER_IPV4 = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Alibaba's metadata, Azure's.
  '100.100.100.200/32',
  '168.63.129.16/32',
]
const NEVER_IPV6 = [
  '::/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  // AWS's metadata.
  'fd00:ec2::/32',
  // IPv4 in disguise, which no network routes any more: IPv4-compatible (but ::1), 6to4, Teredo, RFC 8215.
  '::/96',
  '2002::/16',
  '2001::/32',
  '64:ff9b:1::/48',
]
const LOOPBACK_IPV4 = ['127.0.0.0/8']
const LOOPBACK_IPV6 = ['::1/128']

/** Networks by CIDR, with the same addresses mapped into IPv6 (RFC 4291, 2.5.5.2) and translated (RFC 6052). */
export interface Networks {
  has(address: string): boolean
}

/** @throws {TypeError} when one of them is no CIDR */
export function networksOf(cidrs: readonly string[]): Networks {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [, network = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(cidr) ?? []
    const family = isIP(network)
    const prefix = Number(bits)
    if (family === 0 || bits === '' || prefix > (family === 4 ? 32 : 128))
      throw new TypeError(`${cidr} is no network such as 10.20.0.0/16`)
    list.addSubnet(network, prefix, family === 4 ? 'ipv4' : 'ipv6')
    // A BlockList finds mapped addresses by itself, translated ones not.
    if (family === 4) list.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6')
  }
  return {
    has(address) {
      const [bare = ''] = address.split('%')
      return list.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4')
    },
  }
}

const loopback = networksOf([...LOOPBACK_IPV4, ...LOOPBACK_IPV6])
const never = networksOf([...NEVER_IPV4, ...NEVER_IPV6])

/**
 * Why no connection is opened to an address; undefined when one may be. Pure.
 * @param address of IP, as a resolver or a URL gives it
 * @param host as the configuration or an answer names it: only one that is loopback itself may lead there
 * @param allowed networks in which the address must lie; otherwise all but loopback are allowed
 */
export function refusalOf(address: string, host: string, allowed?: Networks): string | undefined {
  const isLoopback = loopback.has(address)
  if (!isLoopback && never.has(address)) return `${address} is an address that is never connected to`
  if (allowed) return allowed.has(address) ? undefined : `${address} is in none of the networks allowed`
  if (isLoopback && !isLoopbackHost(host)) return `${address} is this machine, and ${host} does not say so`
  return undefined
}

/** {@link refusalOf} a URL that holds an address itself, which nobody looks up; undefined for a name. */
export function refusalOfWritten(url: URL, allowed?: Networks): string | undefined {
  const host = hostOf(url)
  return isIP(host) === 0 ? undefined : refusalOf(host, host, allowed)
}

/** The host of a URL, without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && loopback.has(host))
}
