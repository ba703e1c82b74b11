import {
  ErpConflict,
  type ErpError,
  ErpOrderNotFound,
  ErpRejected,
  ErpThrottled,
  ErpUnauthorised,
  ErpUnavailable,
} from '../../errors.ts'
import type { ErpRequest } from '../../http/client.ts'
import type { Answer } from '../../http/exchange.ts'
import { explanationOf } from '../../http/explanation.ts'
import { parseRetryAfter } from '../../http/retry-after.ts'
import type { Intent } from '../../http/translate.ts'
import { parseExactJson } from '../../mapping/exact-json.ts'
import type { Failures } from './config-updates.ts'
import { compile } from './expression.ts'

type Judge = (answer: Answer, request: ErpRequest, what: string) => Promise<ErpError | 'ok' | undefined>

/** What answers mean that say something else than their status, as the configuration tells; undefined without any. */
export function compileJudge(failures: Failures): Judge | undefined {
  if (failures.length === 0) return undefined
  const rules = failures.map(({ when, means, message }) => ({
    when: compile(when),
    means,
    message: message === undefined ? undefined : compile(message),
  }))
  return async (answer, request, what) => {
    const input = { status: answer.status, headers: answer.headers, body: parseExactJson(answer.body) }
    for (const { when, means, message } of rules) {
      if ((await when(input)) !== true) continue
      if (means === 'ok') return 'ok'
      const said = message && (await message(input))
      const words =
        said === undefined ? answer.body : Buffer.from(typeof said === 'string' ? said : JSON.stringify(said))
      return errorOf(means, request.intent, `${what}: ${explanationOf(words)}`, answer)
    }
    return undefined
  }
}

function errorOf(
  means: Exclude<Failures[number]['means'], 'ok'>,
  intent: Intent,
  message: string,
  answer: Answer,
): ErpError {
  const isWrite = intent === 'write'
  switch (means) {
    case 'throttled':
      return new ErpThrottled(message, parseRetryAfter(answer.headers['retry-after'], Date.now()))
    case 'unauthorised':
      return new ErpUnauthorised(message)
    case 'unavailable':
      return new ErpUnavailable(message)
    // A read changes nothing that could be refused: whatever stands in its way is away.
    case 'conflict':
      return isWrite ? new ErpConflict(message) : new ErpUnavailable(message)
    case 'rejected':
      return isWrite ? new ErpRejected(message) : new ErpUnavailable(message)
    default:
      return intent === 'read-changes' ? new ErpUnavailable(message) : new ErpOrderNotFound(message)
  }
}
