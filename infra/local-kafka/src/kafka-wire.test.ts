import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { describeCluster, metadataRequest, readClusterView } from './kafka-wire.ts'

/** As Kafka 4.3.1 answered (correlation 1; brokers 1 and 2 on 127.0.0.1; cluster "A_cluster"; controller 1; no topics). */
const RESPONSE = Buffer.from(
  [
    '00000001',
    '00000002',
    '00000001' + '0009' + '3132372e302e302e31' + '00002384' + 'ffff',
    '00000002' + '0009' + '3132372e302e302e31' + '00002385' + 'ffff',
    '0009' + '415f636c7573746572',
    '00000001',
    '00000000',
  ].join(''),
  'hex',
)

test('the request asks for the metadata of no topic', () => {
  expect(metadataRequest().toString('hex')).toBe(
    '0000000e' + '0003' + '0002' + '00000001' + 'ffff' + '00000000',
  )
})

test('the answer names the cluster and the brokers that are up', () => {
  expect(readClusterView(RESPONSE)).toEqual({ clusterId: 'A_cluster', brokerIds: [1, 2] })
})

test('an answer cut short is refused', () => {
  expect(() => readClusterView(RESPONSE.subarray(0, 20))).toThrow(RangeError)
})

test('an answer that comes in pieces is put together', async () => {
  const server = createServer((socket) => {
    const whole = Buffer.concat([Buffer.from([0, 0, 0, RESPONSE.length]), RESPONSE])
    socket.once('data', () => {
      socket.write(whole.subarray(0, 3))
      setImmediate(() => socket.write(whole.subarray(3)))
    })
  })
  onTestFinished(() => void server.close())
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  expect((await describeCluster((server.address() as AddressInfo).port)).clusterId).toBe('A_cluster')
})

test('a port where nobody answers is an error', async () => {
  const mute = createServer()
  onTestFinished(() => void mute.close())
  await new Promise<void>((listening) => mute.listen(0, '127.0.0.1', listening))
  const { port } = mute.address() as AddressInfo
  await expect(describeCluster(port, 100)).rejects.toThrow(`no Kafka answers on 127.0.0.1:${port}: timeout`)
})
