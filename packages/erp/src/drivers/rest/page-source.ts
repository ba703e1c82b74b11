import { ErpUnavailable } from '../../errors.ts'
import type { HttpClient } from '../../http/client.ts'
import { release } from '../../http/growing-buffer.ts'
import { nextLinkOf } from '../../http/link-header.ts'
import { parseExactJson } from '../../mapping/exact-json.ts'
import type { Paging } from './config-reading.ts'
import { compile, type Expression } from './expression.ts'
import { compileQuestion, type QuestionConfig } from './question.ts'

/** One page of a list, as the ERP gave it. */
export interface SourcePage {
  readonly rows: readonly unknown[]
  /** Where its next page begins; undefined at the end, and where the ERP goes on after a row. */
  readonly token: string | undefined
  /** Where later changes are asked for; undefined but on the last page of an ERP that offers it. */
  readonly delta: string | undefined
  /** What the ERP says of there being more; undefined where it is not asked. */
  readonly claimed: boolean | undefined
  /** The size of the answer. */
  readonly bytes: number
}

export interface ListConfig extends QuestionConfig {
  readonly rows: string
  readonly paging: Paging
  readonly more?: string | undefined
  readonly delta?: string | undefined
}

/** Reads a list page by page, however the ERP divides it. */
export interface PageSource {
  /**
   * @param input what path and query are filled with
   * @param token where the page begins; undefined for the first
   * @throws {ErpUnavailable} when the answer is no page: nothing is skipped
   */
  read(input: object, token: string | undefined, signal: AbortSignal): Promise<SourcePage>
}

export function compilePageSource(config: ListConfig, client: HttpClient, base: string): PageSource {
  const { paging } = config
  const question = compileQuestion(config)
  const rowsOf = compile(config.rows)
  const moreOf = config.more === undefined ? undefined : compile(config.more)
  const deltaOf = config.delta === undefined ? undefined : compile(config.delta)
  const nextOf = 'next' in paging ? compile(paging.next) : undefined
  const relativeTo = 'relativeTo' in paging && paging.relativeTo ? compile(paging.relativeTo) : undefined
  const byAddress = paging.by === 'link' || paging.by === 'link-header'

  async function requestOf(input: object, token: string | undefined) {
    if (byAddress && token !== undefined) return { method: 'GET', path: token, absolute: true } as const
    const request = await question({ ...input, ...tokenVariables(paging, token) })
    if (!request) throw new ErpUnavailable(`${base}: an expression in ${config.path} has no value`)
    return { ...request, absolute: false }
  }

  return {
    async read(input, token, signal) {
      const request = await requestOf(input, token)
      const { path, absolute } = request
      const answer = await client.send({ ...request, intent: 'read-changes' }, signal)
      const { length: bytes } = answer.body
      const document = parseExactJson(answer.body)
      release(answer.body)
      const rows = document === undefined ? undefined : await asked(rowsOf, document)
      // JSONata gives a single element for itself.
      const list = rows === null ? [] : typeof rows === 'object' && !Array.isArray(rows) ? [rows] : rows
      if (!Array.isArray(list)) {
        throw new ErpUnavailable(
          `${base}: the answer to ${path} holds no array at ${rowsOf.source} (where an expression may find none, put it in [ ])`,
        )
      }
      const claim = moreOf && (await asked(moreOf, document))
      const claimed = moreOf && claim !== undefined && claim !== null && claim !== false && claim !== ''
      const here = absolute ? path : `${base}${path}`
      const next = await nextToken(document, nextLinkOf(answer.headers['link']), list.length, token, here)
      const delta = await addressIn(deltaOf, document, here)
      if (next !== undefined && next === token) {
        throw new ErpUnavailable(`${base}: the page at ${path} names itself as the next one`)
      }
      return {
        rows: list,
        token: claimed === false ? undefined : next,
        delta,
        claimed,
        bytes,
      }
    },
  }

  async function nextToken(
    document: unknown,
    linked: string | undefined,
    count: number,
    token: string | undefined,
    here: string,
  ): Promise<string | undefined> {
    switch (paging.by) {
      case 'none':
      case 'keyset':
        return undefined
      case 'offset':
        return count === 0 ? undefined : String(Number(token ?? 0) + count)
      case 'page':
        return count === 0 ? undefined : String(Number(token ?? paging.first) + 1)
      case 'link-header':
        return linked === undefined ? undefined : resolved(linked, here)
      case 'link':
        return addressIn(nextOf, document, here)
      default: {
        const next = nextOf && (await asked(nextOf, document))
        return isNothing(next) ? undefined : typeof next === 'string' ? next : JSON.stringify(next)
      }
    }
  }

  async function addressIn(
    expression: Expression | undefined,
    document: unknown,
    here: string,
  ): Promise<string | undefined> {
    const link = expression && (await asked(expression, document))
    if (isNothing(link)) return undefined
    const context = relativeTo && (await asked(relativeTo, document))
    const text = typeof link === 'string' ? link : JSON.stringify(link)
    return resolved(text, typeof context === 'string' ? resolved(context, here) : here)
  }

  async function asked(expression: Expression, document: unknown): Promise<unknown> {
    try {
      return await expression(document)
    } catch (error) {
      throw new ErpUnavailable(`${base}: ${expression.source}: ${(error as Error).message}`, { cause: error })
    }
  }
}

const isNothing = (value: unknown) => value === undefined || value === null || value === '' || value === false

function tokenVariables(paging: Paging, token: string | undefined): object {
  switch (paging.by) {
    case 'offset':
      return { offset: token ?? '0' }
    case 'page':
      return { page: token ?? String(paging.first) }
    case 'cursor':
      return token === undefined ? {} : { cursor: token }
    default:
      return {}
  }
}

function resolved(link: string, here: string): string {
  const url = URL.parse(link, here)
  if (!url) throw new ErpUnavailable(`${here}: its next page is no address`)
  return url.href
}
