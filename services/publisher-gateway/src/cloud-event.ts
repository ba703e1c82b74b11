import type { IncomingHttpHeaders } from 'node:http'
import { problem, ProblemError, type ProblemPlace } from '@channel-adapter/process'
import { z } from 'zod'

/** An event as it was sent (CloudEvents 1.0), whichever way it was put into HTTP. */
export interface CloudEvent {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string | undefined
  readonly time: string | undefined
  /** Attributes that the specification does not name, passed on as they are. */
  readonly extensions: Readonly<Record<string, string>>
  readonly data: unknown
  /** How the sender finds a place in `data` again: "#/data" in structured mode, "#" in binary mode. */
  readonly dataPointer: string
}

const MAX_LENGTH = 1024
// eslint-disable-next-line no-control-regex -- the type String of CloudEvents forbids them
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
const JSON_TYPE = /^application\/json\s*(?:;|$)/i

const text = z
  .string('must be text')
  .min(1, 'must not be empty')
  .max(MAX_LENGTH, `must have at most ${MAX_LENGTH} characters`)
  .refine((value) => !CONTROL.test(value), 'must not hold control characters')

/** The attributes that the specification names, as a sender may give them. */
export const attributes = z.object({
  specversion: z.literal('1.0', 'must be "1.0"'),
  id: text,
  source: text,
  type: text,
  subject: text.optional(),
  time: z.iso
    .datetime({ offset: true, error: 'must be a moment such as "2026-11-24T20:00:00Z" (RFC 3339)' })
    .optional(),
  datacontenttype: z.string().regex(JSON_TYPE, 'must be application/json').optional(),
  dataschema: text.optional(),
})

/** Names of attributes that it does not. */
export const extensionName = /^[a-z0-9]{1,20}$/

const extensions = z.record(
  z.string().regex(extensionName),
  z.union([text, z.number().transform(String), z.boolean().transform(String)], {
    error: 'must be text without control characters, a number or a boolean',
  }),
  'is no attribute: names have 1 to 20 lower-case letters and digits',
)

/** Structured mode: the body is the event. @throws {ProblemError} 422 naming every attribute that is wrong */
export function structuredEvent(body: unknown): CloudEvent {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('The body must be one CloudEvent, a JSON object.', [])
  }
  const { data, ...rest } = body as Record<string, unknown>
  const event = check(rest, (name, detail) => ({ pointer: `#/${escaped(name)}`, detail }))
  if (data === undefined) {
    throw invalid('The event has no data.', [
      { pointer: '#/data', detail: 'is missing; it must be JSON (data_base64 is not accepted)' },
    ])
  }
  return { ...event, data, dataPointer: '#/data' }
}

/** Binary mode: the attributes are headers, the body is the data. @throws {ProblemError} as {@link structuredEvent} */
export function binaryEvent(headers: IncomingHttpHeaders, body: unknown): CloudEvent {
  const given: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-')) given[name.slice(3)] = decoded(String(value))
  }
  return {
    ...check(given, (name, detail) => ({ header: `ce-${name}`, detail })),
    data: body,
    dataPointer: '#',
  }
}

export function isBinaryEvent(headers: IncomingHttpHeaders): boolean {
  return headers['ce-specversion'] !== undefined
}

function check(
  given: Record<string, unknown>,
  place: (attribute: string, detail: string) => ProblemPlace,
): Omit<CloudEvent, 'data' | 'dataPointer'> {
  // An attribute that is null is one that is not there.
  const present = Object.entries(given).filter(([, value]) => value !== null)
  const known = attributes.safeParse(Object.fromEntries(present))
  const others = extensions.safeParse(
    Object.fromEntries(present.filter(([name]) => !Object.hasOwn(attributes.shape, name))),
  )
  if (known.success && others.success) {
    const { id, source, type, subject, time } = known.data
    return { id, source, type, subject, time, extensions: others.data }
  }
  const issues = [...(known.error?.issues ?? []), ...(others.error?.issues ?? [])]
  throw invalid(
    'The event is not valid under CloudEvents 1.0.',
    issues.map(({ path, message }) => {
      const name = String(path[0])
      return place(name, given[name] == null ? 'is missing' : message)
    }),
  )
}

/** A step of a JSON Pointer (RFC 6901). */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** The HTTP binding percent-encodes what a header cannot hold; what is not so encoded is taken as it is. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function invalid(detail: string, errors: readonly ProblemPlace[]): ProblemError {
  return new ProblemError(
    problem(422, { type: 'invalid-event', title: 'Invalid CloudEvent', detail, errors }),
  )
}
