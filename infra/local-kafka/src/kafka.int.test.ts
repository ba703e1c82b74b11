/** Holds the promise that the chaos tests build on: a broker killed with -9 comes back on its port with its data. */
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { describeCluster } from './kafka-wire.ts'
import { ServerDidNotStart, startKafka, startRegistry } from './index.ts'

describe('a local Kafka', () => {
  test('is provided to the tests of the whole run', async () => {
    const [broker = ''] = inject('kafkaBrokers')
    expect((await describeCluster(Number(broker.split(':')[1]))).brokerIds).toEqual([1])
    expect((await fetch(`${inject('schemaRegistryUrl')}/subjects`)).status).toBe(200)
  })

  test('keeps what it acknowledged, and its port, over a kill -9, and so does a registry that stores in it', async () => {
    const kafka = await startKafka()
    onTestFinished(() => kafka.stop())
    const [node] = kafka.nodes
    if (!node) throw new Error('a cluster without a node')
    const registry = await startRegistry({ kafka: kafka.brokers.join(',') })
    onTestFinished(() => registry.stop())
    const registered = await fetch(`${registry.url}/subjects/colour/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ schema: '"string"' }),
    })
    expect(registered.status).toBe(200)
    const { clusterId } = await describeCluster(node.port)

    await Promise.all([node.kill(), registry.kill()])
    await expect(describeCluster(node.port)).rejects.toThrow('ECONNREFUSED')
    await Promise.all([node.start(), registry.start()])

    expect((await describeCluster(node.port)).clusterId).toBe(clusterId)
    expect(await (await fetch(`${registry.url}/subjects`)).json()).toEqual(['colour'])
  })

  test('of three nodes is whole when it is handed over, and goes on without one of them', async () => {
    const kafka = await startKafka({ nodes: 3, heapMb: 256 })
    onTestFinished(() => kafka.stop())
    const [first, second, third] = kafka.nodes
    if (!first || !second || !third) throw new Error('a cluster without three nodes')
    expect(kafka.brokers).toHaveLength(3)
    for (const { port } of kafka.nodes) expect((await describeCluster(port)).brokerIds).toEqual([1, 2, 3])

    await third.kill()

    expect((await describeCluster(first.port)).brokerIds).toContain(1)
    expect((await describeCluster(second.port)).brokerIds).toContain(2)
    expect(third.running).toBe(false)
  })

  test('that cannot start says why', async () => {
    const start = startKafka({ properties: { 'num.io.threads': 'many' } })
    await expect(start).rejects.toThrow(ServerDidNotStart)
    await expect(start).rejects.toThrow(/Kafka node 1 ended while it started[^]*num\.io\.threads/)
  })
})
