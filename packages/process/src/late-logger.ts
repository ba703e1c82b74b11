import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify'

type ChildOf = NonNullable<FastifyServerOptions['childLoggerFactory']>
type Entry = Parameters<FastifyBaseLogger['info']>

/**
 * For fastify's `childLoggerFactory`: a logger that is made when something is logged. fastify wants one for each
 * request, and to make pino's takes 2 µs, most of them for what it censors.
 */
export const lateLogger: ChildOf = (parent, bindings, options) =>
  new LateLogger(() => parent.child(bindings, options), parent.level)

class LateLogger implements FastifyBaseLogger {
  level: string
  readonly #make: () => FastifyBaseLogger
  #made: FastifyBaseLogger | undefined

  constructor(make: () => FastifyBaseLogger, level: string) {
    this.#make = make
    this.level = level
  }

  get #logger(): FastifyBaseLogger {
    return (this.#made ??= this.#make())
  }

  fatal(...entry: Entry): void {
    this.#logger.fatal(...entry)
  }
  error(...entry: Entry): void {
    this.#logger.error(...entry)
  }
  warn(...entry: Entry): void {
    this.#logger.warn(...entry)
  }
  info(...entry: Entry): void {
    this.#logger.info(...entry)
  }
  debug(...entry: Entry): void {
    this.#logger.debug(...entry)
  }
  trace(...entry: Entry): void {
    this.#logger.trace(...entry)
  }
  silent(): void {}
  child(...asked: Parameters<FastifyBaseLogger['child']>): FastifyBaseLogger {
    return this.#logger.child(...asked)
  }
}
