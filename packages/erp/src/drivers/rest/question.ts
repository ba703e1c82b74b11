import { ErpUnavailable } from '../../errors.ts'
import type { ErpRequest } from '../../http/client.ts'
import { compileAddress } from './address.ts'
import { compile } from './expression.ts'

export interface QuestionConfig {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

/**
 * A request that reads, made of what is known when it is sent; undefined when an expression in its path has no value.
 * It throws {ErpUnavailable} when an expression fails.
 */
export function compileQuestion({ method, path, query, body }: QuestionConfig) {
  const address = compileAddress(path, query)
  const bodyOf = body === undefined ? undefined : compile(body)
  return async (input: unknown): Promise<Pick<ErpRequest, 'method' | 'path' | 'body'> | undefined> => {
    try {
      const target = await address.of(input)
      if (target === undefined) return undefined
      return { method, path: target, ...(bodyOf && { body: JSON.stringify(await bodyOf(input)) }) }
    } catch (error) {
      throw new ErpUnavailable(`a request to ${path} cannot be made: ${(error as Error).message}`, {
        cause: error,
      })
    }
  }
}
