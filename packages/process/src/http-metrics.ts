import type { FastifyInstance } from 'fastify'
import { register } from 'prom-client'
import { type MetricDeclaration, serveHistogram } from './metrics.ts'

/** OpenTelemetry's http.server.request.duration (HTTP metrics, stable), with its buckets, as Prometheus names it. */
export const httpServerDuration = {
  name: 'http_server_request_duration_seconds',
  help: 'How long requests over HTTP took, from the arrival of their head to the end of the answer.',
  type: 'histogram',
  labels: ['http_request_method', 'http_route', 'http_response_status_code'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
} as const satisfies MetricDeclaration

/** Measures every request, by its route. A path that no route has is counted as none: it may be anything. */
export function measureRequests(app: FastifyInstance, registry = register): void {
  // In a test several apps share this process.
  if (registry.getSingleMetric(httpServerDuration.name)) return
  const took = serveHistogram(httpServerDuration, registry)
  app.addHook('onResponse', (request, reply, done) => {
    took(
      {
        http_request_method: request.method,
        http_route: request.routeOptions.url ?? '',
        http_response_status_code: String(reply.statusCode),
      },
      reply.elapsedTime / 1000,
    )
    done()
  })
}
