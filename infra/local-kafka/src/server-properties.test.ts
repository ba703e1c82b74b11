import { describe, expect, test } from 'vitest'
import { clusterIdIn, metaProperties, serverProperties } from './server-properties.ts'
import type { NodeAddress } from './server-properties.ts'

function cluster(nodes: number): NodeAddress[] {
  return Array.from({ length: nodes }, (_, index) => ({
    id: index + 1,
    port: 9001 + index,
    controllerPort: 9101 + index,
  }))
}

function settingsOf(nodes: number, id: number, extra?: Record<string, string>): Map<string, string> {
  const addresses = cluster(nodes)
  const node = addresses[id - 1] as NodeAddress
  const lines = serverProperties(node, addresses, '/data', extra).trimEnd().split('\n')
  return new Map(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]))
}

describe('server.properties', () => {
  test('of a single node ask for one copy of everything', () => {
    const settings = settingsOf(1, 1)
    const copies = [...settings].filter(([key]) =>
      /replication\.factor$|min\.(isr|insync\.replicas)$/.test(key),
    )
    expect(copies).toHaveLength(7)
    expect(copies.filter(([, value]) => value !== '1')).toEqual([])
  })

  test('of three nodes ask for three copies, of which two must acknowledge', () => {
    const settings = settingsOf(3, 2)
    expect(settings.get('default.replication.factor')).toBe('3')
    expect(settings.get('min.insync.replicas')).toBe('2')
    expect(settings.get('transaction.state.log.replication.factor')).toBe('3')
    expect(settings.get('transaction.state.log.min.isr')).toBe('2')
    expect(settings.get('offsets.topic.replication.factor')).toBe('3')
  })

  test('of two nodes do not ask for more copies than there are nodes', () => {
    expect(settingsOf(2, 1).get('offsets.topic.replication.factor')).toBe('2')
    expect(settingsOf(2, 1).get('min.insync.replicas')).toBe('1')
  })

  test('name every controller as a voter, and listen on 127.0.0.1 only', () => {
    const settings = settingsOf(3, 2)
    expect(settings.get('controller.quorum.voters')).toBe(
      '1@127.0.0.1:9101,2@127.0.0.1:9102,3@127.0.0.1:9103',
    )
    expect(settings.get('listeners')).toBe('BROKER://127.0.0.1:9002,CONTROLLER://127.0.0.1:9102')
    expect(settings.get('advertised.listeners')).toBe('BROKER://127.0.0.1:9002')
  })

  test('create no topic unasked and let a group begin at once', () => {
    expect(settingsOf(1, 1).get('auto.create.topics.enable')).toBe('false')
    expect(settingsOf(1, 1).get('group.initial.rebalance.delay.ms')).toBe('0')
  })

  test('give way to what the caller sets', () => {
    const settings = settingsOf(1, 1, { 'message.max.bytes': '5000', 'auto.create.topics.enable': 'true' })
    expect(settings.get('message.max.bytes')).toBe('5000')
    expect(settings.get('auto.create.topics.enable')).toBe('true')
  })
})

test('the cluster id written to meta.properties is read back, also from a file that Kafka has written again', () => {
  expect(clusterIdIn(metaProperties(2, 'Abc_-123', 'Dir'))).toBe('Abc_-123')
  expect(clusterIdIn('#\n#Tue Nov 24\nnode.id=1\nversion=1\ncluster.id=Abc_-123\n')).toBe('Abc_-123')
  expect(clusterIdIn('')).toBeUndefined()
})
