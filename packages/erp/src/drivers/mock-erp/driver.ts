import { fromMicros, toMicros } from '@channel-adapter/contracts'
import { ErpOrderNotFound, ErpOutcomeUnknown, ErpUnavailable, ErpUnreadable } from '../../errors.ts'
import { createHttpClient } from '../../http/client.ts'
import { bearerToken } from '../../http/credential.ts'
import type { AnswerHeaders } from '../../http/exchange.ts'
import { release } from '../../http/growing-buffer.ts'
import { MappingFault } from '../../mapping/fields.ts'
import { parseJson } from '../../mapping/json.ts'
import type { Capabilities, ErpConnection, ErpOrder, Position } from '../../port.ts'
import type { MockErpConfig } from './config.ts'
import { mapErpOrder } from './map-order.ts'
import { mapPage } from './map-page.ts'
import { mapUpdate } from './map-update.ts'
import { changesPath, ifMatch, linkedPosition, orderPath } from './wire.ts'

export const mockErpCapabilities: Capabilities = {
  changes: 'keyset',
  versionCondition: 'etag',
  updateId: true,
  webhook: false,
}

/** A connection to services/mock-erp. Opens nothing before the first call. */
export function createMockErpConnection(config: MockErpConfig): ErpConnection {
  const { id, kind } = config
  const client = createHttpClient({
    url: config.url,
    credential: bearerToken(config.token),
    connections: config.concurrency,
    timeoutMs: config.timeoutMs,
  })

  function orderIn(document: unknown, number: string): ErpOrder {
    try {
      return mapErpOrder(document, id)
    } catch (error) {
      if (!(error instanceof MappingFault)) throw error
      const { path, message } = error
      throw new ErpUnreadable(`order ${number} of ${id}: ${message}`, path, { cause: error })
    }
  }

  return {
    id,
    kind,
    capabilities: mockErpCapabilities,

    async readChanges(after, { limit, signal, onNext, onArrived }) {
      const path = changesPath(after, limit)
      const onHeaders = ({ link }: AnswerHeaders) => {
        const next = linkedPosition(link)
        if (next) onNext?.(next)
      }
      const { body } = await client.send({ method: 'GET', path, intent: 'read-changes', onHeaders }, signal)
      await onArrived?.(body.length)
      const page = await mapPage(parseJson(body), body, id, after)
      release(body)
      if (!page)
        throw new ErpUnavailable(`${id}: the answer to ${path} is no page that follows its beginning`)
      return page
    },

    rewind: rewound,

    async readOrder(number, signal) {
      const path = orderPath(number)
      if (path === undefined) return undefined
      const answer = await client.send({ method: 'GET', path, intent: 'read-order' }, signal)
      if (answer.status === 404) return undefined
      const document = parseJson(answer.body)
      // Something else answers in the ERP's place, a proxy or a sign-in page.
      if (document === undefined) throw new ErpUnavailable(`${id}: the answer to ${path} is not JSON`)
      return orderIn(document, number)
    },

    async applyUpdate(update, version, signal) {
      const path = orderPath(update.number)
      if (path === undefined) throw new ErpOrderNotFound(`${id}: no order has the number "${update.number}"`)
      const body = JSON.stringify(mapUpdate(update))
      const headers = { 'if-match': ifMatch(version) }
      const answer = await client.send({ method: 'PATCH', path, headers, body, intent: 'write' }, signal)
      const document = parseJson(answer.body)
      if (document === undefined) {
        throw new ErpOutcomeUnknown(`${id}: the answer to the PATCH of ${path} is not JSON`)
      }
      return orderIn(document, update.number)
    },

    close: () => client.close(),
  }
}

/** Earlier by so many milliseconds, and before all orders of that moment. */
function rewound(position: Position, milliseconds: number): Position {
  const micros = toMicros(position.changedAt ?? '')
  return micros === undefined ? position : { changedAt: fromMicros(micros - milliseconds * 1000) }
}
