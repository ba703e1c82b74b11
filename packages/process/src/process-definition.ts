import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import type { processVariables } from './config-fields.ts'
import type { Checks, HealthOptions } from './health.ts'
import type { Logger } from './logger.ts'

/** What every process's configuration holds: see {@link processVariables}. */
export type ProcessConfig = z.output<z.ZodObject<ReturnType<typeof processVariables>>>

export type ProcessSchema = z.ZodObject & z.ZodType<ProcessConfig>

export interface ProcessDefinition<Schema extends ProcessSchema> {
  /** The service's name in logs. */
  readonly name: string
  /** Its variables, {@link processVariables} among them. */
  readonly schema: Schema
  /**
   * For a service with HTTP of its own: makes its fastify instance, which listens on HOST:PORT before `start` is
   * called and is closed, its requests in flight finished, before `stop` is. It registers the plugin `healthRoutes`
   * with `health`. Without it HOST:PORT serves the health routes only.
   * @throws {ConfigError} when the configuration cannot be served: exit code 78
   */
  readonly serve?: (context: ServeContext<z.output<Schema>>) => FastifyInstance | Promise<FastifyInstance>
  readonly start: (context: StartContext<z.output<Schema>>) => Started | Promise<Started>
}

export interface ServeContext<Config> {
  readonly config: Config
  readonly log: Logger
  readonly health: HealthOptions
}

/** What a process is started with. */
export interface StartContext<Config> {
  readonly config: Config
  readonly log: Logger
  /** Ends the process with exit code 1, after stopping what can be stopped within 5 s: for what only a restart mends. */
  readonly fatal: (error: unknown) => void
  /** Aborted when the process is told to stop. */
  readonly signal: AbortSignal
  /**
   * Tries until it succeeds, with growing waits, for ever. What is waited for and why shows in /readyz, and in the log
   * once when waiting begins and once when it ends. Rejects only when the process stops; `start` may reject with it.
   */
  readonly waitFor: WaitFor
}

export type WaitFor = <T>(what: string, attempt: (signal: AbortSignal) => T | Promise<T>) => Promise<T>

/** A process that has started. */
export interface Started {
  /** Finishes the work in flight and lets go of everything. Called once. */
  stop(): Promise<void>
  /** What /readyz reports, by name. */
  readonly checks: Checks
}
