import { logFields } from '@channel-adapter/telemetry'
import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino'
import { legible } from './legible.ts'

export type { Logger } from 'pino'

const SECRET_NAMES = ['authorization', 'password', 'token', 'secret', 'apiKey', 'api_key', 'cookie']

export interface LoggerOptions {
  /** Stands in every entry as `service`. */
  readonly service: string
  readonly level: string
  /** @default stdout, written synchronously so that the last words before an exit are not lost */
  readonly destination?: DestinationStream
}

/** A logger that writes one JSON object a line. Fields named like a secret are censored, down to two levels deep. */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service },
      redact: {
        paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[redacted]',
      },
      // What the work at hand is about: see packages/telemetry.
      mixin: logFields,
      // Of an entry's own fields and those, its own count.
      mixinMergeStrategy: (entry, work) => ({ ...work, ...entry }),
      serializers: { err: stdSerializers.err, error: errorOrText },
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: legible },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  )
}

function errorOrText(value: unknown): unknown {
  return value instanceof Error ? stdSerializers.err(value) : value
}
