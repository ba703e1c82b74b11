/** The faults that the other tests rely on: a proxy that cut too early or too late would prove nothing. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { requestKinds, startTcpProxy, type TcpProxy } from './tcp-proxy.ts'
import { frameSplitter } from './frames.ts'
import { until } from './index.ts'

const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.on(
    'data',
    frameSplitter((frame) => {
      received.push(frame.readInt16BE(4))
      socket.write(frame)
    }),
  )
})
let received: number[] = []
let proxy: TcpProxy
const clients: Socket[] = []

beforeEach(async () => {
  received = []
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy = await startTcpProxy()
  proxy.forwardTo((server.address() as AddressInfo).port)
})

afterEach(async () => {
  for (const open of clients.splice(0)) open.destroy()
  await proxy.close()
  await new Promise((resolve) => server.close(resolve))
})

function request(kind: keyof typeof requestKinds): Buffer {
  const frame = Buffer.alloc(14)
  frame.writeInt32BE(10, 0)
  frame.writeInt16BE(requestKinds[kind], 4)
  return frame
}

function client() {
  const socket = connect(proxy.port, '127.0.0.1')
  clients.push(socket)
  const state = { socket, bytes: 0, closed: false }
  socket.on('error', () => {})
  socket.on('data', (chunk) => (state.bytes += chunk.length))
  socket.on('close', () => (state.closed = true))
  return state
}

describe('the proxy', () => {
  test('forwards requests and answers, however they are cut into packets', async () => {
    const one = client()
    one.socket.write(request('produce').subarray(0, 3))
    await new Promise((resolve) => setImmediate(resolve))
    one.socket.write(Buffer.concat([request('produce').subarray(3), request('fetch')]))
    await until(() => one.bytes === 28)
    expect(received).toEqual([requestKinds.produce, requestKinds.fetch])
    expect(proxy.requests('produce')).toBe(1)
  })

  test('lets the request through whose answer it cuts off, and only that', async () => {
    const one = client()
    const cut = proxy.cutNextAnswer('produce')
    one.socket.write(request('fetch'))
    await until(() => one.bytes === 14)
    one.socket.write(request('produce'))
    await cut
    await until(() => one.closed)
    expect(one.bytes).toBe(14)
    expect(received).toEqual([requestKinds.fetch, requestKinds.produce])

    const two = client()
    two.socket.write(request('produce'))
    await until(() => two.bytes === 14)
  })

  test.each([
    ['answer', 'cutAnswers', 1],
    ['request', 'cutRequests', 0],
  ] as const)('cuts every %s off until it is healed', async (_, cutAll, reaching) => {
    proxy[cutAll]('produce')
    for (let n = 1; n <= 3; n++) {
      const one = client()
      one.socket.write(request('produce'))
      await until(() => one.closed)
      expect([one.bytes, received.length]).toEqual([0, n * reaching])
    }
    proxy.heal()
    const after = client()
    after.socket.write(request('produce'))
    await until(() => after.bytes === 14)
  })

  test('cuts an answer off in its middle', async () => {
    const one = client()
    const cut = proxy.cutNextAnswer('endTxn', { afterBytes: 5 })
    one.socket.write(request('endTxn'))
    await cut
    await until(() => one.closed)
    expect(one.bytes).toBe(5)
  })

  test('keeps a request from the broker', async () => {
    const one = client()
    const cut = proxy.cutNextRequest('endTxn')
    one.socket.write(request('endTxn'))
    await cut
    await until(() => one.closed)
    expect(received).toEqual([])
  })

  test('keeps a later request from the broker, and lets those before it through', async () => {
    const one = client()
    const cut = proxy.cutNextRequest('endTxn', { passing: 2 })
    for (let n = 1; n <= 2; n++) {
      one.socket.write(request('endTxn'))
      await until(() => one.bytes === n * 14)
    }
    one.socket.write(request('endTxn'))
    await cut
    await until(() => one.closed)
    expect(received).toHaveLength(2)
  })

  test('refuses until it is healed', async () => {
    const before = client()
    before.socket.write(request('fetch'))
    await until(() => before.bytes === 14)
    proxy.refuse()
    const during = client()
    await until(() => before.closed && during.closed)
    proxy.heal()
    const after = client()
    after.socket.write(request('fetch'))
    await until(() => after.bytes === 14)
  })

  test('half open, it takes everything and gives nothing, and closes nothing', async () => {
    const one = client()
    one.socket.write(request('fetch'))
    await until(() => one.bytes === 14)
    proxy.halfOpen()
    one.socket.write(request('produce'))
    await until(() => proxy.requests('produce') === 1)
    expect([one.bytes, one.closed, received.length]).toEqual([14, false, 1])
    proxy.heal()
    await until(() => one.closed)
  })

  test('holds answers back for as long as it is told', async () => {
    proxy.delay(200)
    const one = client()
    const asked = Date.now()
    one.socket.write(request('fetch'))
    await until(() => one.bytes === 14)
    expect(Date.now() - asked).toBeGreaterThanOrEqual(190)
  })
})
