import { z } from 'zod'

/** What the meta of a variable may hold beside its description. */
export interface VariableMeta {
  readonly description?: string | undefined
  /** What a value must look like, in words: "a port number, 0 to 65535". */
  readonly expected?: string | undefined
  /** Its value is shown nowhere: not in faults, not in documents. */
  readonly secret?: boolean | undefined
}

const MAX_TIMEOUT_MS = 2 ** 31 - 1
const HOST_PORT = /^(?:\[[0-9a-f:.]+\]|[^\s:,[\]/]+):(\d{1,5})$/i

const wholeNumber = (expected: string, low: number, high: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(low).max(high))
    .meta({ expected })

/** Where Kafka's brokers are: `host:port`, several separated by commas. */
export const brokerList = z
  .string()
  .transform((text) => text.split(',').map((broker) => broker.trim()))
  .pipe(z.array(z.string().refine(isHostAndPort)))
  .meta({ expected: '"host:port", several separated by commas' })

function isHostAndPort(broker: string): boolean {
  const port = Number(HOST_PORT.exec(broker)?.[1] ?? 0)
  return port > 0 && port <= 65_535
}

/** An http or https address, without a trailing slash. */
export const httpUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ''))
  .meta({ expected: 'an http or https URL' })

/** A TCP port; 0 takes any free one. */
export const port = wholeNumber('a port number, 0 to 65535', 0, 65_535)

/** The address to listen on. */
export const host = z
  .string()
  .regex(/^[^\s/]+$/)
  .meta({ expected: 'an address or host name to listen on, such as 127.0.0.1' })

export const logLevel = z
  .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  .meta({ expected: 'one of fatal, error, warn, info, debug, trace, silent' })

/** A duration in milliseconds, at least 1 and at most what a timer can hold. */
export const durationMs = wholeNumber(
  `milliseconds, a whole number from 1 to ${MAX_TIMEOUT_MS}`,
  1,
  MAX_TIMEOUT_MS,
)

/** How long to hold something back, in milliseconds; 0 for not at all. */
export const delayMs = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .meta({ expected: 'milliseconds, a whole number of at least 0' })

/** A whole number of at least 1. */
export const count = wholeNumber('a whole number of at least 1', 1, Number.MAX_SAFE_INTEGER)

/** A share of a whole. */
export const share = z
  .string()
  .regex(/^(?:0?\.\d{1,9}|[01](?:\.0+)?)$/)
  .transform(Number)
  .meta({ expected: 'a number from 0 to 1' })

export const flag = z.stringbool({ truthy: ['true'], falsy: ['false'] }).meta({ expected: 'true or false' })

/** Put before every topic and group name. Kafka's own rule for names; short enough to leave room for them. */
export const topicPrefix = z
  .string()
  .regex(/^[A-Za-z0-9._-]{0,100}$/)
  .meta({ expected: 'letters, digits, ".", "_" and "-", at most 100' })

/** A secret: its value is never shown. */
export const secret = z.string().meta({ secret: true, expected: 'a text' })

/** Whether an address or host name is this machine's alone. */
export function isLoopback(name: string): boolean {
  return name === 'localhost' || /^\[?::1\]?$/.test(name) || /^127(\.\d{1,3}){3}$/.test(name)
}

/** Whether nobody between here and there can read what is sent: by TLS, or because it does not leave this machine. */
export function isUnreadableOnTheWay(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || isLoopback(hostname)
}

/** The variables that every process has; a service adds its own to them. */
export const processVariables = (defaults: { readonly port: number }) => ({
  HOST: host.default('127.0.0.1').describe('Address to listen on.'),
  PORT: port.default(defaults.port).describe('Port to listen on; 0 takes any free one.'),
  LOG_LEVEL: logLevel.default('info').describe('The least severe log entries that are written.'),
  GRACE_MS: durationMs
    .default(20_000)
    .describe('How long the work in flight may take to finish after SIGTERM, in milliseconds.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
    .optional()
    .describe(
      'Where traces go, by OTLP over HTTP in JSON, to `/v1/traces` below it. Without it there are none. OTEL_EXPORTER_OTLP_HEADERS and OTEL_RESOURCE_ATTRIBUTES are heeded as OpenTelemetry has them.',
    ),
  OTEL_TRACES_SAMPLER_ARG: share
    .default(1)
    .describe('Share of the traces that are kept, decided by the id of the trace, so the same everywhere.'),
})

/** What is said of a field, wherever in its chain of wrappers (default, optional, pipe) it was said; the outermost wins. */
export function metaOf(field: z.core.$ZodType): VariableMeta {
  const own = z.globalRegistry.get(field) ?? {}
  const inner = innerOf(field)
  return inner ? { ...metaOf(inner), ...own } : own
}

function innerOf(field: z.core.$ZodType): z.core.$ZodType | undefined {
  if (
    field instanceof z.ZodDefault ||
    field instanceof z.ZodPrefault ||
    field instanceof z.ZodOptional ||
    field instanceof z.ZodNullable
  ) {
    return field.def.innerType
  }
  return field instanceof z.ZodPipe ? field.def.in : undefined
}
