import { type OrderUpdate, updateBodies, updateBody } from '@channel-adapter/contracts'
import { ErpConflict, type ErpError, ErpOrderNotFound, ErpOutcomeUnknown, ErpRejected } from '../../errors.ts'
import type { HttpClient } from '../../http/client.ts'
import { parseExactJson } from '../../mapping/exact-json.ts'
import { compileAddress, compileHeaders, isUsableNumber } from './address.ts'
import type { RestConfig } from './config.ts'
import { type UpdateRequest, updateRequests } from './config-updates.ts'
import type { Document } from './documents.ts'
import { compile, type Expression } from './expression.ts'

/** What a write answered. */
export interface Written {
  /** The order's document in the answer, where the ERP gives it there. */
  readonly content: unknown
  readonly etag: string | undefined
}

export interface UpdateWriter {
  /**
   * @param read the order's document as it is now, for requests that need it
   * @returns the document in the answer; undefined where there is none, and the order must be read
   * @throws errors of errors.ts, as ErpConnection.applyUpdate
   */
  write(
    update: OrderUpdate,
    version: string,
    read: () => Promise<(Document & { readonly version: string }) | undefined>,
    signal: AbortSignal,
  ): Promise<Written | undefined>
}

interface Step {
  readonly config: UpdateRequest
  readonly address: ReturnType<typeof compileAddress>
  readonly headers: ReturnType<typeof compileHeaders>
  readonly body: Expression | undefined
  readonly unless: Expression | undefined
  /** Whether it is made of the order's document. */
  readonly needsDocument: boolean
}

/** Writes updates with the requests that the configuration describes. */
export function compileUpdates({ id, updates }: RestConfig, client: HttpClient): UpdateWriter {
  const steps = new Map<string, readonly Step[]>()
  for (const body of updateBodies) {
    const requests = updates[body]
    if (requests) steps.set(body, updateRequests(requests).map(compiled))
  }
  const answerOf = updates.answer === undefined ? undefined : compile(updates.answer)
  const condition = conditionOf(updates.condition)

  function compiled(config: UpdateRequest): Step {
    const path = config.path ?? updates.path ?? ''
    return {
      config,
      address: compileAddress(path, config.query),
      headers: compileHeaders(config.headers),
      body: config.body === undefined ? undefined : compile(config.body),
      unless: config.unless === undefined ? undefined : compile(config.unless),
      needsDocument: /\bdocument\b/.test(JSON.stringify([path, config])),
    }
  }

  async function send(step: Step, input: Input, signal: AbortSignal): Promise<Written | undefined> {
    const { config, address } = step
    const made = async <T>(what: string, making: Promise<T>): Promise<T> => {
      try {
        return await making
      } catch (error) {
        throw new ErpRejected(
          `update ${input.id} of order ${input.number} of ${id}: ${what}: ${(error as Error).message}`,
          { cause: error },
        )
      }
    }
    const path = await made('path', address.of(input))
    if (path === undefined)
      throw new ErpRejected(
        `update ${input.id} of order ${input.number} of ${id}: an expression in its path has no value`,
      )
    const content = step.body && (await made('body', Promise.resolve(step.body(input))))
    const headers = { ...(await made('headers', step.headers(input))), ...(await condition(input)) }
    const body =
      content === undefined ? undefined : typeof content === 'string' ? content : JSON.stringify(content)
    const method = config.method ?? updates.method
    const request = { method, path, headers, ...(body !== undefined && { body }), intent: 'write' } as const
    const answer = await client.send(request, signal)
    const document = parseExactJson(answer.body)
    // Something else answered in the ERP's place: whether it took the write, reading back will tell.
    const isPage = String(answer.headers['content-type'] ?? '').includes('html')
    if (isPage || (answerOf && document === undefined && answer.body.length > 0)) {
      throw new ErpOutcomeUnknown(`${id}: the answer to ${method} ${path} is not JSON`)
    }
    const shown = document === undefined ? undefined : await answerOf?.(document)
    const { etag } = answer.headers
    return shown === undefined || shown === null
      ? undefined
      : { content: shown, etag: typeof etag === 'string' ? etag : undefined }
  }

  const conflict = (number: string, now: string, asked: string) =>
    new ErpConflict(`order ${number} of ${id} is at version ${now}, not ${asked}`)

  return {
    async write(update, version, read, signal) {
      const body = updateBody(update)
      const requests = steps.get(body)
      if (!requests) throw new ErpRejected(`${id} has no place for this: updates.${body} is not configured`)
      if (!isUsableNumber(update.number))
        throw new ErpOrderNotFound(`${id}: no order has the number ${JSON.stringify(update.number)}`)
      // No version is empty, and to many an ERP an empty one is no condition at all.
      if (version === '') throw new ErpConflict('an empty text is not a version of an order')
      let at = version
      let written: Written | undefined
      for (const [index, step] of requests.entries()) {
        const isFirst = index === 0
        let document: unknown
        // After the first request the order is at another version than was decided on.
        if (step.needsDocument || !isFirst) {
          const now = await read()
          if (!now) throw new ErpOrderNotFound(`${id} has no order ${update.number}`)
          if (isFirst && updates.condition !== 'none' && now.version !== version) {
            throw conflict(update.number, now.version, version)
          }
          document = now.content
          at = now.version
        }
        const input: Input = { ...update, version: at, document }
        if (step.unless && (await step.unless(input)) === true) continue
        written = await send(step, input, signal).catch(async (error: unknown) => {
          // A version that a partner made up may be refused as nonsense instead of as another one.
          if (!(error instanceof ErpRejected) || updates.condition === 'none') throw error
          const now = await read()
          throw now && now.version !== at ? conflict(update.number, now.version, at) : error
        })
      }
      return written
    },
  }
}

type Input = OrderUpdate & { readonly version: string; readonly document: unknown }

/** RFC 9110, 8.8.3: what may stand between the quotes of an entity tag. */
const OPAQUE = /^[\x21\x23-\x7e\x80-\xff]*$/
const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/
const HEADER_VALUE = /^[\x20-\x7e]*$/

/** The header fields that make a write conditional on the version. A version may have been made up by a partner. */
function conditionOf(
  condition: RestConfig['updates']['condition'],
): (input: Input) => Promise<Record<string, string>> {
  if (condition === 'none' || condition === 'in-request') return () => Promise.resolve({})
  if (condition === 'if-match') {
    return ({ version }) => {
      const tag = ENTITY_TAG.test(version) ? version : OPAQUE.test(version) ? `"${version}"` : undefined
      return tag === undefined ? Promise.reject(notAVersion(version)) : Promise.resolve({ 'if-match': tag })
    }
  }
  const headers = compileHeaders({ [condition.header]: condition.value })
  return async (input) => {
    if (!HEADER_VALUE.test(input.version) || input.version === '*') throw notAVersion(input.version)
    const filled = await headers(input)
    if (Object.keys(filled).length === 0) throw notAVersion(input.version)
    return filled
  }
}

function notAVersion(version: string): ErpError {
  return new ErpConflict(`${JSON.stringify(version)} is not a version that this ERP gives`)
}
