import { request } from 'undici'
import type { KeptService } from './kept-service.ts'
import type { System } from './system.ts'

/** The extractor that extracts the connection now, as it says itself; undefined when none does. */
export async function ownerOfConnection(system: System): Promise<KeptService | undefined> {
  const extractors = [...system.kept.values()].filter(({ service }) => service.service === 'erp-extractor')
  const owned = await Promise.all(
    extractors.map(async ({ running, service }) => (running ? await connectionsOf(service.url) : [])),
  )
  return extractors[owned.findIndex((connections) => connections.includes(system.source))]
}

/** The connections that an extractor extracts, as it says itself. One's own is told with its state, another's in words. */
export async function connectionsOf(extractorUrl: string): Promise<string[]> {
  const { checks = {} } = await readiness(extractorUrl)
  return Object.entries(checks).flatMap(([name, { detail }]) =>
    name.startsWith(CHECK) && typeof detail === 'object' && detail !== null ? [name.slice(CHECK.length)] : [],
  )
}

const CHECK = 'connection '

interface Readiness {
  readonly checks?: Readonly<Record<string, { readonly detail?: unknown }>>
}

async function readiness(url: string): Promise<Readiness> {
  try {
    const { body } = await request(`${url}/readyz`, { headersTimeout: 3000 })
    return (await body.json()) as Readiness
  } catch {
    return {}
  }
}
