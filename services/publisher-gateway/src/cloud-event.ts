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
const EXTENSION_NAME = /^[a-z0-9]{1,20}$/
const JSON_TYPE = /^application\/json\s*(?:;|$)/i

const text = z
  .string('must be text')
  .min(1, 'must not be empty')
  .max(MAX_LENGTH, `must have at most ${MAX_LENGTH} characters`)
  .refine((value) => !CONTROL.test(value), 'must not hold control characters')

const attributes = z.object({
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

/** Structured mode: the body is the event. @throws {ProblemError} 422 naming every attribute that is wrong */
export function structuredEvent(body: unknown): CloudEvent {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('The body must be one CloudEvent, a JSON object.', [])
  }
  const { data, ...rest } = body as Record<string, unknown>
  const event = check(rest, (name) => ({ pointer: `#/${name}` }))
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
  return { ...check(given, (name) => ({ header: `ce-${name}` })), data: body, dataPointer: '#' }
}

export function isBinaryEvent(headers: IncomingHttpHeaders): boolean {
  return headers['ce-specversion'] !== undefined
}

function check(
  given: Record<string, unknown>,
  placeOf: (attribute: string) => { pointer: string } | { header: string },
): Omit<CloudEvent, 'data' | 'dataPointer'> {
  const result = attributes.safeParse(given)
  const faults: ProblemPlace[] = (result.error?.issues ?? []).map(({ path, message }) => {
    const name = String(path[0])
    return { ...placeOf(name), detail: given[name] === undefined ? 'is missing' : message }
  })
  const extensions: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    if (name in attributes.shape || value === null) continue
    if (!EXTENSION_NAME.test(name) || !['string', 'number', 'boolean'].includes(typeof value)) {
      const detail = 'is no attribute: a name of lower-case letters and digits, a text, number or boolean'
      faults.push({ ...placeOf(name), detail })
    } else if (String(value).length > MAX_LENGTH || CONTROL.test(String(value))) {
      faults.push({ ...placeOf(name), detail: `must have at most ${MAX_LENGTH} characters, none of them control` })
    } else extensions[name] = String(value)
  }
  if (!result.success || faults.length > 0) {
    throw invalid('The event is not valid under CloudEvents 1.0.', faults)
  }
  const { id, source, type, subject, time } = result.data
  return { id, source, type, subject, time, extensions }
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
  return new ProblemError(problem(422, { type: 'invalid-event', title: 'Invalid CloudEvent', detail, errors }))
}
