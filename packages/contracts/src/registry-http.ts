import { get as getPlain } from 'node:http'
import { Agent, get as getOverTls } from 'node:https'
import { json } from 'node:stream/consumers'
import { RegistryUnavailable } from './registry-errors.ts'

/** How a registry is reached. */
export interface RegistryOptions {
  /** Its base, as in SCHEMA_REGISTRY_URL, with or without a trailing slash. */
  readonly url: string
  /** Texts in PEM, read again at each connection; default: Node's own list of those who may vouch. */
  readonly tls?: TlsOptions
  /** The value of the Authorization header, asked for at each request. */
  readonly authorization?: () => string
}

interface TlsOptions {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

const TIMEOUT_MS = 10_000

/** Asks a registry for what its client has no method for. Only ever reads. */
export type RegistryReader = <T>(path: string) => Promise<T | undefined>

/**
 * @returns a function that gives the answer's JSON, or undefined when the registry does not know what it was asked for;
 *   it throws {@link RegistryUnavailable}
 */
export function registryReader({ url, tls, authorization }: RegistryOptions): RegistryReader {
  const base = url.replace(/\/+$/, '')
  const get = base.startsWith('https:') ? getOverTls : getPlain
  const agent = tls && tlsAgent(tls)

  async function ask(path: string): Promise<{ status: number; body: unknown }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: unknown }>()
    get(
      base + path,
      {
        headers: authorization ? { authorization: authorization() } : {},
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(agent && { agent }),
      },
      (answer) => {
        const { statusCode: status = 0 } = answer
        if (status === 200) json(answer).then((body) => resolve({ status, body }), reject)
        else resolve({ status, body: void answer.resume() })
      },
    ).on('error', reject)
    return promise
  }

  return async <T>(path: string) => {
    try {
      const { status, body } = await ask(path)
      if (status === 404) return undefined
      if (status === 200) return body as T
      throw new Error(`it answered ${status}`)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      throw new RegistryUnavailable(`the schema registry did not answer for ${path}: ${message}`, {
        cause: error,
      })
    }
  }
}

/** The agent copies its options, getters and all, only when it connects. */
export function tlsAgent(tls: TlsOptions): Agent {
  const agent = new Agent({ keepAlive: true })
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options, ...rest) => connect({ ...options, ...tls }, ...rest)
  return agent
}
