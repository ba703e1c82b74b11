import Fastify from 'fastify'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { measureRequests } from './http-metrics.ts'
import { serveCounter, serveHistogram, serveSamples } from './metrics.ts'

test('samples are those of the moment: what is gone is not served any more, and counters are not added up', async () => {
  const registry = new Registry()
  const labels = ['connection'] as const
  let connections = ['one', 'two']
  const read = () => connections.map((connection) => ({ labels: { connection }, value: 7 }))
  serveSamples({ name: 'waiting', help: 'h', type: 'gauge', labels }, read, registry)
  serveSamples({ name: 'done_total', help: 'h', type: 'counter', labels }, read, registry)
  expect(await registry.metrics()).toContain('waiting{connection="two"} 7')
  connections = ['one']
  const text = await registry.metrics()
  expect(text).toContain('waiting{connection="one"} 7\n')
  expect(text).toContain('done_total{connection="one"} 7\n')
  expect(text).not.toContain('two')
})

test('events are counted and measured by their labels', async () => {
  const registry = new Registry()
  const labels = ['result'] as const
  const count = serveCounter({ name: 'told_total', help: 'h', type: 'counter', labels }, registry)
  const took = serveHistogram(
    { name: 'took_seconds', help: 'h', type: 'histogram', labels, buckets: [1, 5] },
    registry,
  )
  count({ result: 'APPLIED' })
  count({ result: 'APPLIED' })
  took({ result: 'APPLIED' }, 3)
  const text = await registry.metrics()
  expect(text).toContain('told_total{result="APPLIED"} 2')
  expect(text).toContain('took_seconds_bucket{le="1",result="APPLIED"} 0')
  expect(text).toContain('took_seconds_bucket{le="5",result="APPLIED"} 1')
})

test('requests are measured by route and status, and a path that no route has makes no label', async () => {
  const registry = new Registry()
  const app = Fastify()
  measureRequests(app, registry)
  app.get('/orders/:number', () => 'here')
  await app.inject('/orders/4711')
  await app.inject('/wp-login.php')
  const text = await registry.metrics()
  expect(text).toContain(
    'http_server_request_duration_seconds_count{http_request_method="GET",http_route="/orders/:number",http_response_status_code="200"} 1',
  )
  expect(text).toContain('http_route="",http_response_status_code="404"} 1')
  expect(text).not.toMatch(/4711|wp-login/)
  await app.close()
})
