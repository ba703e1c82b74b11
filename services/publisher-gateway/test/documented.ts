import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import { openApiDocument } from '../src/open-api/document.ts'

/** What of an answer the document speaks of. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

type Described = Readonly<Record<string, { readonly content?: Readonly<Record<string, object>> }>>

const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false })
addFormats.default(ajv)
ajv.addSchema(openApiDocument, 'document')

/** What a value breaks of the schema at this place of the document, in words; empty when it keeps it. */
export function faultsAt(place: readonly string[], value: unknown): string {
  const pointer = place.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  const validate = ajv.getSchema(`document#${pointer}`)
  if (!validate) throw new Error(`the document has nothing at ${pointer}`)
  return validate(value) ? '' : ajv.errorsText(validate.errors)
}

const ROUTE_ANSWERS: Readonly<Record<number, string>> = { 404: 'NotFound', 405: 'MethodNotAllowed' }

/** Fails unless the answer is one that the document describes: its status, its media type, its body. */
export function expectDocumented(method: string, path: string, answer: Answer): void {
  const [mediaType = ''] = answer.contentType.split(';')
  const common = ROUTE_ANSWERS[answer.status]
  const place =
    common === undefined
      ? ['paths', path, method.toLowerCase(), 'responses', String(answer.status)]
      : ['components', 'responses', common]
  let described: unknown = openApiDocument
  for (const step of place) described = (described as Described)[step]
  expect(
    described,
    `${method} ${path} answers ${answer.status}, which the document does not have`,
  ).toBeDefined()
  expect(Object.keys((described as Described[string]).content ?? {})).toContain(mediaType)
  const value: unknown = mediaType.endsWith('json') ? JSON.parse(answer.body) : answer.body
  expect(faultsAt([...place, 'content', mediaType, 'schema'], value)).toBe('')
}
