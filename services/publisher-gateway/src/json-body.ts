import { isUtf8 } from 'node:buffer'
import { problem, ProblemError } from '@channel-adapter/process'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { compactJson } from './compact-json.ts'
import { jsonFault } from './json-fault.ts'

/** A request's body. */
export interface JsonBody {
  /** As the sender wrote it, insignificant white space removed. */
  readonly text: string
  readonly value: unknown
  /** As it came. */
  readonly bytes: Buffer
}

const BOM = 0xfeff

/** Makes the instance take JSON bodies of these media types and no others, as {@link JsonBody}. */
export function acceptJson(app: FastifyInstance, mediaTypes: string[], maxDepth: number): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(mediaTypes, { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      done(null, jsonBody(request, bytes as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })

  function jsonBody(request: FastifyRequest, bytes: Buffer): JsonBody {
    const coding = request.headers['content-encoding']
    if (coding !== undefined && coding.toLowerCase() !== 'identity') throw compressed(coding)
    // Decoding would replace what is not UTF-8, and the message would no longer be what was sent.
    if (!isUtf8(bytes)) throw refused('malformed-json', 'The body is not UTF-8, as JSON must be (RFC 8259).')
    const written = bytes.toString()
    const text = written.charCodeAt(0) === BOM ? written.slice(1) : written
    if (text === '') throw emptyBody()
    let value: unknown
    let failed = false
    // fastify's own parser: it also refuses what would pollute prototypes. It calls back before it returns.
    void parse(request, text, (error, parsed) => {
      failed = error !== null
      value = parsed
    })
    if (failed) throw refused(...explain(text))
    const compact = compactJson(text)
    if (compact.depth > maxDepth) {
      throw refused(
        'json-too-deep',
        `The JSON is nested ${compact.depth} levels deep; at most ${maxDepth} are accepted.`,
      )
    }
    return { text: compact.text, value, bytes }
  }
}

function explain(text: string): [type: string, detail: string] {
  const fault = jsonFault(text)
  if (!fault) {
    return [
      'forbidden-name',
      'The JSON has a member "__proto__" or "constructor.prototype", which is refused.',
    ]
  }
  const { line, column, expected } = fault
  return [
    'malformed-json',
    `The body is not valid JSON: expected ${expected} at line ${line}, column ${column}.`,
  ]
}

export function emptyBody(): ProblemError {
  return refused('empty-body', 'The body is empty; it must hold JSON.')
}

// RFC 9110, 8.4. What is inflated by nobody is no bomb.
function compressed(coding: string): ProblemError {
  const detail = `The content coding "${coding}" is not accepted here; bodies are sent as they are.`
  return new ProblemError(problem(415, { type: 'unsupported-media-type', detail }))
}

function refused(type: string, detail: string): ProblemError {
  return new ProblemError(problem(400, { type, detail }))
}
