import { request } from 'undici'
import type { KeptService } from './kept-service.ts'
import type { System } from './system.ts'

/** The extractor that extracts the connection now, as it says itself; undefined when none does. */
export async function ownerOfConnection(system: System): Promise<KeptService | undefined> {
  const extractors = [...system.kept.values()].filter(({ service }) => service.service === 'erp-extractor')
  const owns = await Promise.all(
    extractors.map(
      async ({ running, service }) => running && owned(await readiness(service.url), system.source),
    ),
  )
  return extractors[owns.indexOf(true)]
}

interface Readiness {
  readonly checks?: Readonly<Record<string, { readonly detail?: unknown }>>
}

/** A connection of one's own is told with its state, another's in words. */
function owned({ checks }: Readiness, source: string): boolean {
  const detail = checks?.[`connection ${source}`]?.detail
  return typeof detail === 'object' && detail !== null
}

async function readiness(url: string): Promise<Readiness> {
  try {
    const { body } = await request(`${url}/readyz`, { headersTimeout: 3000 })
    return (await body.json()) as Readiness
  } catch {
    return {}
  }
}
