import { setFlagsFromString } from 'node:v8'
import { armSeams } from '@channel-adapter/seams'
import type { FastifyInstance } from 'fastify'
import { ConfigError } from './config-error.ts'
import { loadConfig, variable } from './environment.ts'
import type { Checks } from './health.ts'
import { close, healthServer, listen } from './listen.ts'
import { createLogger } from './logger.ts'
import type { ProcessDefinition, ProcessSchema, Started } from './process-definition.ts'
import { tracing } from './traces.ts'
import { waitInSight } from './wait-in-sight.ts'

/** EX_CONFIG of BSD's sysexits.h: a person must mend the configuration before a restart makes sense. */
export const EXIT_CONFIG = 78

const FATAL_STOP_MS = 5000

/**
 * Runs a service as this process: configuration, log, health, start, orderly end. The whole of a `main.ts`.
 * /livez answers 200 from the first moment; /readyz 503 until `start` has resolved, and again while stopping.
 * Exit codes: 0 after SIGTERM or SIGINT; 78 when the configuration is wrong; 1 when the port cannot be had, when
 * stopping fails or takes longer than GRACE_MS, and after `fatal` and errors that nobody caught.
 */
export async function runProcess<Schema extends ProcessSchema>(
  definition: ProcessDefinition<Schema>,
): Promise<void> {
  const { name, schema, serve, start } = definition
  // V8 begins with 1 MiB for young objects and doubles it now and then: what is under way at a start with much to do
  // is meanwhile taken for old, and cleared late. This lets the first step lead to the limit (see docs/performance.md).
  setFlagsFromString('--semi-space-growth-factor=16')
  const config = loadOrExit(schema)
  armSeamsOrExit()
  const log = createLogger({ service: name, level: config.LOG_LEVEL })
  const stopping = new AbortController()
  const { signal } = stopping
  const { waitFor, check } = waitInSight(log, signal)
  const checks: Checks = { starting: check }
  const health = { checks }
  let server: FastifyInstance | undefined
  let starting: Promise<Started | undefined> = Promise.resolve(undefined)
  let endTracing = () => Promise.resolve()

  process.on('uncaughtException', fatal)
  process.on('unhandledRejection', fatal)
  for (const signalName of ['SIGTERM', 'SIGINT'] as const) {
    // Stays registered while stopping: a terminal and a package manager may each pass the same Ctrl-C on.
    process.on(signalName, () => end(0, config.GRACE_MS, signalName))
  }

  try {
    endTracing = await tracing(name, config, log)
    server = await (serve?.({ config, log, health }) ?? healthServer(log, health))
    await listen(server, config)
    starting = Promise.resolve(start({ config, log, fatal, signal, waitFor }))
    const { checks: own } = (await starting) ?? {}
    delete checks['starting']
    Object.assign(checks, own)
    if (!signal.aborted) log.info('started')
  } catch (error) {
    if (error instanceof ConfigError) exitForConfig(error)
    if (!signal.aborted) fatal(error)
  }

  function fatal(error: unknown): void {
    log.fatal({ err: error }, `fatal: ${error instanceof Error ? error.message : String(error)}`)
    end(1, FATAL_STOP_MS, 'a fatal error')
  }

  function end(code: number, withinMs: number, reason: string): void {
    if (signal.aborted) return
    log.info({ reason, withinMs }, 'stopping')
    checks['stopping'] = () => ({ ok: false, detail: 'the process is stopping' })
    stopping.abort(new DOMException('the process is stopping', 'AbortError'))
    setTimeout(() => {
      log.error({ withinMs }, 'stopping took too long: exiting with work unfinished')
      process.exit(1)
    }, withinMs)
    stop().then(
      () => {
        log.info({ code }, 'stopped')
        process.exit(code)
      },
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }

  async function stop(): Promise<void> {
    // What comes in over HTTP needs what `started` holds; the health server, though, tells of the stopping to the end.
    if (serve && server) await close(server)
    const started = await starting.catch(() => undefined)
    await started?.stop()
    await endTracing()
    if (server) await close(server)
  }
}

function loadOrExit<Schema extends ProcessSchema>(schema: Schema) {
  try {
    return loadConfig(schema)
  } catch (error) {
    if (error instanceof ConfigError) exitForConfig(error)
    throw error
  }
}

/** Seams of the chaos suite: dead unless asked for, and never in production. */
function armSeamsOrExit(): void {
  try {
    armSeams(variable('TEST_SEAMS'), variable('NODE_ENV') === 'production')
  } catch (error) {
    exitForConfig(new ConfigError('The test seams cannot be armed:', [String(error)]))
  }
}

function exitForConfig(error: ConfigError): never {
  process.stderr.write(`${error.message}\n`)
  process.exit(EXIT_CONFIG)
}
