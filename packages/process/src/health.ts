import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, register, type Registry } from 'prom-client'

/** The state of one thing that the process needs. */
export interface Check {
  readonly ok: boolean
  /** Why not, or figures that an operator wants to see. */
  readonly detail?: string | object
}

export type Checks = Record<string, () => Check | Promise<Check>>

export interface HealthOptions {
  /** By name; read at each request, so checks may be added while the process starts. */
  readonly checks: Checks
  /** @default prom-client's own registry */
  readonly registry?: Registry
  /** How long a check may take before it counts as not ok, in milliseconds. @default 2000 */
  readonly checkDeadlineMs?: number
}

/** Each look at the event loop wakes the process: every 10 ms, prom-client's default, they are a sixth of a percent of a core. */
const LOOP_PRECISION_MS = 50
const CHECK_DEADLINE_MS = 2000

/**
 * A fastify plugin with `/livez` (whether this process runs: never asks anybody else, so that an outage elsewhere
 * restarts nothing), `/readyz` (the true state of what it needs: 200 or 503) and `/metrics` (Prometheus).
 */
// eslint-disable-next-line typescript/require-await -- fastify tells an asynchronous plugin by its promise
export async function healthRoutes(app: FastifyInstance, options: HealthOptions): Promise<void> {
  const { checks, registry = register, checkDeadlineMs = CHECK_DEADLINE_MS } = options
  // prom-client refuses the same metric twice.
  if (!registry.getSingleMetric('process_cpu_user_seconds_total'))
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_PRECISION_MS })
  const run = checkRunner(checkDeadlineMs)
  // mock-erp's document is of its API alone; that of these paths is healthPaths.
  const route = { logLevel: 'warn', schema: { hide: true } } as const

  app.get('/livez', route, () => ({ status: 'ok' }))
  app.get('/readyz', route, async (_request, reply) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await run(name, check)] as const),
    )
    const ready = results.every(([, { ok }]) => ok)
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ready' : 'not ready', checks: Object.fromEntries(results) })
  })
  app.get('/metrics', route, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}

/** Runs checks under a deadline. One that hangs is not started again by every probe: they share the running one. */
function checkRunner(deadlineMs: number): (name: string, check: Checks[string]) => Promise<Check> {
  const running = new Map<string, Promise<Check>>()
  return async (name, check) => {
    let attempt = running.get(name)
    if (!attempt) {
      attempt = attempted(check).finally(() => running.delete(name))
      running.set(name, attempt)
    }
    const late = Promise.withResolvers<Check>()
    const timer = setTimeout(late.resolve, deadlineMs, {
      ok: false,
      detail: `no answer within ${deadlineMs} ms`,
    })
    try {
      return await Promise.race([attempt, late.promise])
    } finally {
      clearTimeout(timer)
    }
  }
}

async function attempted(check: Checks[string]): Promise<Check> {
  try {
    return await check()
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}
