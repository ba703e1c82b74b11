/** The appliers follow the lag of the groups that they are, on the topic that they read. */
import { applierGroup, contracts, topicDeclarations } from '@channel-adapter/contracts'
import { describe, expect, inject, test } from 'vitest'
import type { Manifest } from './manifests.ts'
import { rendered } from './rendered.ts'

interface ScaledObject {
  readonly minReplicaCount: number
  readonly maxReplicaCount: number
  readonly triggers: readonly {
    readonly type: string
    readonly metadata: Readonly<Record<string, string>>
    readonly authenticationRef?: { readonly name: string }
  }[]
}

const binary = inject('helm')
const specOf = (manifests: readonly Manifest[], kind: string) =>
  manifests.find((each) => each.kind === kind)?.spec
const scaledIn = (manifests: readonly Manifest[]) => specOf(manifests, 'ScaledObject') as ScaledObject

describe.skipIf(binary === '')('scaling', () => {
  test.each([
    { values: 'production', prefix: 'purchasing-eu.' },
    { values: 'everything', prefix: '' },
  ] as const)("follows each connection's group, with the values of $values", async ({ values, prefix }) => {
    const { triggers } = scaledIn(await rendered(binary, values))
    const topic = prefix + contracts.orderUpdate.name
    expect(triggers.map(({ metadata }) => [metadata['consumerGroup'], metadata['topic']])).toEqual(
      ['acme', 'globex'].map((id) => [applierGroup(prefix, id), topic]),
    )
  })

  test('goes no further than there are partitions to divide, and never to none', async () => {
    const { minReplicaCount, maxReplicaCount } = scaledIn(await rendered(binary, 'production'))
    const declared = topicDeclarations.find(({ name }) => name === contracts.orderUpdate.name)
    expect(maxReplicaCount).toBe(declared?.partitions)
    expect(minReplicaCount).toBeGreaterThan(0)
  })

  test('leaves the number of replicas to what scales them', async () => {
    const replicas = (await rendered(binary, 'everything'))
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ metadata, spec }) => [metadata.name, (spec as { replicas?: number }).replicas])
    expect(Object.fromEntries(replicas)).toMatchObject({
      'po-publisher-gateway': undefined,
      'po-erp-extractor': 2,
      'po-update-applier': undefined,
    })
  })

  test('counts from the beginning, and not what waits for an ERP that is away', async () => {
    const { triggers } = scaledIn(await rendered(binary, 'production'))
    for (const { metadata } of triggers)
      expect(metadata).toMatchObject({ offsetResetPolicy: 'earliest', excludePersistentLag: 'true' })
  })

  test('gets in with the secrets of the applier', async () => {
    const manifests = await rendered(binary, 'production')
    const [trigger] = scaledIn(manifests).triggers
    expect(trigger).toMatchObject({
      metadata: { tls: 'enable', sasl: 'scram_sha512' },
      authenticationRef: { name: 'po-update-applier' },
    })
    expect(specOf(manifests, 'TriggerAuthentication')).toEqual({
      secretTargetRef: [
        { parameter: 'password', name: 'kafka-adapter', key: 'password' },
        { parameter: 'ca', name: 'kafka-ca', key: 'ca.crt' },
      ],
      env: [{ parameter: 'username', name: 'KAFKA_SASL_USERNAME', containerName: 'update-applier' }],
    })
  })

  test('asks for no credentials where Kafka does not, and takes those of yours', async () => {
    const scale = ['--set', 'applier.autoscaling.enabled=true']
    const open = await rendered(binary, 'minimal', ...scale)
    expect(specOf(open, 'TriggerAuthentication')).toBeUndefined()
    expect(scaledIn(open).triggers[0]).not.toHaveProperty('authenticationRef')
    const yours = await rendered(binary, 'everything')
    expect(specOf(yours, 'TriggerAuthentication')).toBeUndefined()
    expect(scaledIn(yours).triggers[0]).toMatchObject({ authenticationRef: { name: 'kafka' } })
  })
})
