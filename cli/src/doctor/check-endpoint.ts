import { lookup } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { fault, type Finding, fine, messageOf } from './finding.ts'

/** Somewhere that we must get to. */
export interface Endpoint {
  readonly about: string
  readonly host: string
  readonly port: number
  /** The variable that names it. */
  readonly variable: string
  /** Given where it is reached by TLS: whom to trust, who we are; texts in PEM. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string }
}

const CONNECT_MS = 3000
const RENEW_WITHIN_DAYS = 14
const DAY_MS = 24 * 60 * 60 * 1000

/** What was found of an endpoint, and whether one gets there: a certificate that ends soon is a fault, and yet one does. */
export interface Reached {
  readonly finding: Finding
  readonly reached: boolean
}

/** Its name, its port, and its certificate, each only if what it needs is fine. */
export async function checkEndpoint(endpoint: Endpoint, now: number): Promise<Reached> {
  const { about, host, port, variable, tls } = endpoint
  try {
    await lookup(host)
  } catch (error) {
    const mend = `correct the name in ${variable}, or this machine's name service`
    return away(fault(about, `the name ${host} leads nowhere (${messageOf(error)})`, mend))
  }
  try {
    await opened(connect({ host, port }), 'connect')
  } catch (error) {
    const refused = messageOf(error).includes('ECONNREFUSED')
    return away(
      fault(
        about,
        refused ? 'nobody listens there' : `it cannot be reached (${messageOf(error)})`,
        refused
          ? `start it, or correct ${variable}`
          : `look for a firewall or a route that is missing; is ${variable} right?`,
      ),
    )
  }
  if (tls) return checkCertificate(endpoint, tls, now)
  return { finding: fine(about, 'its name is known and its port is open'), reached: true }
}

async function checkCertificate(
  { about, host, port, variable }: Endpoint,
  tls: NonNullable<Endpoint['tls']>,
  now: number,
): Promise<Reached> {
  const socket = connectTls({ host, port, ...tls, ...(isIP(host) === 0 && { servername: host }) })
  let expires: number
  try {
    await opened(socket, 'secureConnect')
    expires = Date.parse(socket.getPeerCertificate().valid_to)
  } catch (error) {
    const prefix = variable === 'KAFKA_BROKERS' ? 'KAFKA' : 'SCHEMA_REGISTRY'
    return away(
      fault(
        about,
        `its certificate or ours is not taken (${messageOf(error)})`,
        `give ${prefix}_TLS_CA the certificate of who vouches for it, and ${prefix}_TLS_CERT and _KEY where it asks for ours; the name in ${variable} must be one of its certificate's`,
      ),
    )
  } finally {
    socket.destroy()
  }
  const days = Math.floor((expires - now) / DAY_MS)
  const finding =
    days < RENEW_WITHIN_DAYS
      ? fault(about, `its certificate ends in ${days} days`, 'have it renewed')
      : fine(about, `its port is open, and its certificate is good for ${days} days`)
  return { finding, reached: true }
}

function away(finding: Finding): Reached {
  return { finding, reached: false }
}

type Opening = ReturnType<typeof connect>

async function opened(socket: Opening, event: 'connect' | 'secureConnect'): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.setTimeout(CONNECT_MS, () => reject(new Error(`no answer within ${CONNECT_MS} ms`)))
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('it closed the connection')))
  socket.once(event, resolve)
  try {
    await promise
  } finally {
    // A certificate is still to be looked at.
    if (event === 'connect') socket.destroy()
  }
}
