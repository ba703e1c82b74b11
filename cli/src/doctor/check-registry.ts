import { checkRegistry, type Registry, rules } from '@channel-adapter/contracts'
import type { RegistryAccess } from '@channel-adapter/process'
import { request } from 'undici'
import { checkEndpoint } from './check-endpoint.ts'
import { clockFinding, skewMs } from './clock.ts'
import { fault, type Finding, fine, messageOf, unknown } from './finding.ts'

const ABOUT = 'the schema registry'

/** How it is reached, its clock, and whether it holds our contracts under their own fingerprints. */
export async function checkSchemaRegistry(
  registry: Registry,
  { url, tls }: RegistryAccess,
  { topicPrefix, keptApart }: { readonly topicPrefix: string; readonly keptApart: readonly string[] },
  now: number,
): Promise<Finding[]> {
  const { hostname, port, protocol } = new URL(url)
  const secure = protocol === 'https:'
  const { finding, reached } = await checkEndpoint(
    {
      about: ABOUT,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (secure ? 443 : 80),
      variable: 'SCHEMA_REGISTRY_URL',
      ...(secure && { tls: tls ?? {} }),
    },
    now,
  )
  if (!reached) return [finding]
  return [
    finding,
    ...(await contractsIn(registry, topicPrefix, keptApart)),
    secure ? clockIsUnknown : await clockOf(url),
  ]
}

const clockIsUnknown = unknown(`${ABOUT}’s clock`, 'not asked for over TLS')

async function contractsIn(
  registry: Registry,
  topicPrefix: string,
  keptApart: readonly string[],
): Promise<Finding[]> {
  try {
    const found = await checkRegistry(registry, topicPrefix, keptApart)
    if (found.length === 0) return [fine('contracts', 'the registry holds them as they are here')]
    return found.map(({ about, rule, found: what }) => fault(`contract ${about}`, what, rules[rule].instead))
  } catch (error) {
    return [
      fault(
        'contracts',
        messageOf(error),
        'is SCHEMA_REGISTRY_URL the base of Confluent’s API, and are its credentials good?',
      ),
    ]
  }
}

/** Asked for without a credential: whoever refuses it tells the time too. */
export async function clockOf(url: string, about = `${ABOUT}’s clock`): Promise<Finding> {
  try {
    const from = Date.now()
    const { headers, body } = await request(url, { method: 'HEAD', signal: AbortSignal.timeout(3000) })
    await body.dump()
    const { date } = headers
    return clockFinding(about, skewMs(typeof date === 'string' ? date : undefined, { from, to: Date.now() }))
  } catch (error) {
    return unknown(about, `it was not told (${messageOf(error)})`)
  }
}
