/** Who reaches whom where the chart's network policies hold. */
import { describe, expect, inject, test } from 'vitest'
import { podsOf } from './manifests.ts'
import { rendered, VALUES } from './rendered.ts'

const binary = inject('helm')

type Labels = Readonly<Record<string, string>>
interface Peer {
  readonly podSelector?: { readonly matchLabels: Labels }
  readonly namespaceSelector?: { readonly matchLabels: Labels }
}
interface Rule {
  readonly ports: readonly { readonly protocol: string; readonly port: number }[]
  /** Of ingress; undefined: everybody. */
  readonly from?: readonly Peer[]
  /** Of egress. */
  readonly to?: readonly Peer[]
}
interface Policy {
  readonly podSelector: { readonly matchLabels: Labels }
  readonly ingress: readonly Rule[]
  readonly egress?: readonly Rule[]
}

const policiesOf = async (values: (typeof VALUES)[number], ...more: readonly string[]) =>
  new Map(
    (await rendered(binary, values, ...more))
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ metadata, spec }) => [metadata.name, spec as Policy]),
  )

const consolePods = {
  podSelector: {
    matchLabels: { 'app.kubernetes.io/name': 'console', 'app.kubernetes.io/instance': 'po' },
  },
}
const withConsole = ['--set', 'console.enabled=true,console.allowUnauthenticated=true']

describe.skipIf(binary === '')('the network policies', () => {
  test('let the console ask those that it watches, and nobody else but what scrapes', async () => {
    const manifests = await rendered(binary, 'everything')
    const watching = podsOf(manifests).find(({ name }) => name === 'po-console')
    const urls = watching?.pod.containers[0]?.env.find(({ name }) => name === 'SERVICE_URLS')?.value
    const policies = await policiesOf('everything')
    const scrapers = { namespaceSelector: { matchLabels: { monitoring: 'true' } } }
    const watched = (urls ?? '').split(',').map((url) => new URL(url))
    expect(watched).toHaveLength(3)
    for (const { hostname, port } of watched) {
      expect(policies.get(hostname)?.ingress, hostname).toEqual([
        { ports: [{ protocol: 'TCP', port: Number(port) }], from: [consolePods, scrapers] },
      ])
    }
    expect(policies.get('po-publisher-gateway')?.ingress[0]?.from).not.toContainEqual(consolePods)
  })

  test('let those call the console who are named, and otherwise nobody', async () => {
    const named = (await policiesOf('everything')).get('po-console')
    expect(named?.ingress[0]?.from).toContainEqual({
      namespaceSelector: { matchLabels: { ingress: 'true' } },
    })
    const enabled = ['--set', 'networkPolicy.enabled=true']
    expect((await policiesOf('minimal', ...withConsole, ...enabled)).get('po-console')?.ingress).toEqual([])
  })

  test('let the console out to those that it watches where egress is held', async () => {
    const policies = await policiesOf('production', ...withConsole)
    const inside = policies
      .get('po-console')
      ?.egress?.flatMap(({ ports, to }) =>
        (to ?? []).flatMap(({ podSelector }) =>
          podSelector ? [[podSelector.matchLabels['app.kubernetes.io/name'], ports[0]?.port]] : [],
        ),
      )
    expect(inside).toEqual([
      ['erp-extractor', 5001],
      ['update-applier', 5002],
    ])
    for (const service of ['erp-extractor', 'update-applier']) {
      expect(policies.get(`po-${service}`)?.ingress[0]?.from).toContainEqual(consolePods)
      expect(policies.get(`po-${service}`)?.egress).toEqual(policies.get('po-publisher-gateway')?.egress)
    }
  })

  test('let nobody in for a console that is not there', async () => {
    const policies = await policiesOf('production')
    expect(policies.get('po-update-applier')?.ingress[0]?.from).not.toContainEqual(consolePods)
  })

  test('name ports and pods that are there', async () => {
    for (const values of VALUES) {
      const manifests = await rendered(binary, values)
      const pods = podsOf(manifests)
      for (const [name, { ingress, podSelector }] of await policiesOf(values)) {
        const own = pods.find((each) => each.name === name)
        const ports = own?.pod.containers.flatMap((each) => each.ports?.map((port) => port.containerPort))
        expect(podSelector.matchLabels['app.kubernetes.io/instance'], name).toBe('po')
        for (const rule of ingress) expect(ports, name).toContain(rule.ports[0]?.port)
      }
    }
  })
})
