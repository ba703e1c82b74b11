import { ErpOrderNotFound, ErpUnavailable, ErpUnreadable } from '../../errors.ts'
import type { HttpClient } from '../../http/client.ts'
import { isTooLarge } from '../../http/translate.ts'
import { parseExactJson } from '../../mapping/exact-json.ts'
import { isUsableNumber } from './address.ts'
import type { RestConfig } from './config.ts'
import { compile } from './expression.ts'
import { inParallel } from './in-parallel.ts'
import { compilePageSource } from './page-source.ts'
import { compileQuestion } from './question.ts'

/** The ERP's document of an order, with the entity tag that came with it. */
export interface Document {
  readonly content: unknown
  readonly etag: string | undefined
}

/** A part of an order is read to its end; one with more pages, or of more bytes than an answer may have, has none. */
const MAX_PART_PAGES = 100

export interface Documents {
  /** The document of one order; undefined when the ERP has none. @throws errors of errors.ts */
  read(number: string, signal: AbortSignal): Promise<Document | undefined>
  /** A document with what must be asked for besides. @throws errors of errors.ts */
  complete(content: unknown, signal: AbortSignal): Promise<unknown>
}

/** @param base origin and base path, for messages and links */
export function compileDocuments(config: RestConfig, client: HttpClient, base: string): Documents {
  const question = compileQuestion(config.read)
  const documentOf = compile(config.read.document)
  const parts = Object.entries(config.parts).map(
    ([name, part]) => [name, compilePageSource(part, client, base)] as const,
  )

  async function complete(content: unknown, signal: AbortSignal): Promise<unknown> {
    if (parts.length === 0 || typeof content !== 'object' || content === null) return content
    const found = await inParallel(parts, config.concurrency, async ([name, source]) => {
      const rows: unknown[] = []
      let bytes = 0
      let token: string | undefined
      for (let count = 0; count < MAX_PART_PAGES && bytes <= config.maxAnswerBytes; count++) {
        const page = await source
          .read({ ...content, limit: config.pageSize }, token, signal)
          .catch((error: unknown) => {
            if (!isTooLarge(error)) throw error
            const message = `${config.id}: ${name} of an order: ${(error as Error).message}`
            throw new ErpUnreadable(message, `/${name}`, { cause: error })
          })
        for (const row of page.rows) rows.push(row)
        bytes += page.bytes
        token = page.token
        if (token === undefined) return [name, rows] as const
      }
      throw new ErpUnreadable(
        `${config.id}: ${name} of an order does not end after ${bytes} bytes in at most ${MAX_PART_PAGES} pages`,
        `/${name}`,
      )
    })
    return { ...content, ...Object.fromEntries(found) }
  }

  return {
    complete,
    async read(number, signal) {
      if (!isUsableNumber(number)) return undefined
      const asked = await question({ number })
      if (!asked) return undefined
      const { path } = asked
      const answer = await client.send({ ...asked, intent: 'read-order' }, signal).catch((error: unknown) => {
        if (error instanceof ErpOrderNotFound) return undefined
        throw error
      })
      if (!answer || answer.status === 404) return undefined
      const whole = parseExactJson(answer.body)
      // Something else answers in the ERP's place, a proxy or a sign-in page.
      if (whole === undefined) throw new ErpUnavailable(`${config.id}: the answer to ${path} is not JSON`)
      let content: unknown
      try {
        content = await documentOf(whole)
      } catch (error) {
        throw new ErpUnreadable(
          `order ${number} of ${config.id}: ${documentOf.source}: ${(error as Error).message}`,
          '',
        )
      }
      if (content === undefined || content === null) return undefined
      const { etag } = answer.headers
      return {
        content: await complete(content, signal),
        etag: typeof etag === 'string' ? etag : undefined,
      }
    },
  }
}
