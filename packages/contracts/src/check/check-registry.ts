import { isDeepStrictEqual } from 'node:util'
import { type Contract, schemaVersions } from '../contract.ts'
import { contracts, schemaFolders } from '../contracts.ts'
import { contractTopics } from '../contract-topics.ts'
import { COMPATIBILITY_LEVEL, type Registry, subjectOf } from '../registry.ts'
import { type RegistryReader, registryReader } from '../registry-http.ts'
import type { Finding } from './check-contract.ts'
import type { Rule } from './rules.ts'

/** What a registry holds of one topic. */
export interface RegisteredTopic {
  /** Prefix included. */
  readonly topic: string
  /** The schema as text of each version, oldest first; none when the subject does not exist. */
  readonly versions: readonly { readonly version: number; readonly schema: string }[]
  /** Undefined when none was set for the subject. */
  readonly compatibility: string | undefined
  /** Whether somebody registered a schema for the topic's keys. */
  readonly keySubject: boolean
}

/** What a registry holds and should not, or does not hold and should. Pure. @param kept every version in the repository, oldest first */
export function checkRegisteredTopic(registered: RegisteredTopic, kept: readonly string[]): Finding[] {
  const { topic, versions, compatibility, keySubject } = registered
  const subject = subjectOf(topic)
  const fault = (rule: Rule, found: string, about = subject): Finding => ({ about, place: '', rule, found })
  const newest = kept.at(-1)
  const foreign = versions.filter(({ schema }) => !kept.some((each) => same(each, schema)))
  const current = versions.some(({ schema }) => newest !== undefined && same(newest, schema))
  return [
    ...(current ? [] : [fault('not-registered', `version ${kept.length} is not registered`)]),
    ...foreign.map(({ version }) =>
      fault('foreign-version', `the registry's version ${version} is none of this repository's`),
    ),
    ...(versions.length === 0 || compatibility === COMPATIBILITY_LEVEL
      ? []
      : [
          fault(
            'compatibility-differs',
            `the compatibility level is ${compatibility ?? 'not set'} instead of ${COMPATIBILITY_LEVEL}`,
          ),
        ]),
    ...(keySubject ? [fault('foreign-subject', 'somebody registered it', `${topic}-key`)] : []),
  ]
}

/**
 * Checks a registry against this repository. It only reads.
 * @param prefix put before every topic's name, see TOPIC_PREFIX
 * @param partners ids of those that are kept apart, see registerContracts
 * @throws {RegistryUnavailable}
 */
export async function checkRegistry(
  { options }: Pick<Registry, 'options'>,
  prefix = '',
  partners: readonly string[] = [],
): Promise<Finding[]> {
  const read = registryReader(options)
  const subjects = (await read<string[]>('/subjects')) ?? []
  const findings: Finding[] = []
  const all: readonly Contract<never>[] = Object.values(contracts)
  for (const { topic, contract } of contractTopics(prefix, partners)) {
    const kept = schemaVersions(schemaFolders[all.indexOf(contract)] ?? '').map(({ text }) => text)
    findings.push(...checkRegisteredTopic(await registeredTopic(read, topic, subjects), kept))
  }
  return findings
}

async function registeredTopic(
  read: RegistryReader,
  topic: string,
  subjects: readonly string[],
): Promise<RegisteredTopic> {
  const subject = subjectOf(topic)
  const path = encodeURIComponent(subject)
  const numbers = (await read<number[]>(`/subjects/${path}/versions`)) ?? []
  const versions: { version: number; schema: string }[] = []
  for (const number of numbers) {
    const found = await read<{ version: number; schema: string }>(`/subjects/${path}/versions/${number}`)
    if (found) versions.push(found)
  }
  const config = await read<{ compatibilityLevel: string }>(`/config/${path}`)
  return {
    topic,
    versions,
    compatibility: config?.compatibilityLevel,
    keySubject: subjects.includes(`${topic}-key`),
  }
}

/** As JSON: a registry may write white space and the order of attributes in its own way. */
function same(a: string, b: string): boolean {
  return isDeepStrictEqual(JSON.parse(a), JSON.parse(b))
}
