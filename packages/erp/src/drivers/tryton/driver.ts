import { ErpConflict, ErpError, ErpOutcomeUnknown, ErpUnreadable } from '../../errors.ts'
import type { Capabilities, ErpConnection } from '../../port.ts'
import { applyUpdate } from './apply-update.ts'
import { rewound } from './changes.ts'
import type { TrytonConfig } from './config.ts'
import { readPage } from './read-page.ts'
import { orderReader } from './read-order.ts'
import { connectRpc } from './rpc.ts'
import { searching } from './search.ts'

export const trytonCapabilities: Capabilities = {
  changes: 'keyset',
  versionCondition: 'timestamp',
  updateId: true,
  webhook: false,
}

/** A connection to Tryton over its JSON-RPC. Opens nothing before the first call. */
export function createTrytonConnection(config: TrytonConfig): ErpConnection {
  const { id, kind } = config
  const rpc = connectRpc(config)
  const orders = orderReader(rpc, id)
  return {
    id,
    kind,
    capabilities: trytonCapabilities,
    readChanges: (after, { limit, signal }) =>
      readPage(searching(rpc, 'read-changes', signal), id, after, limit),
    rewind: rewound,

    async readOrder(number, signal) {
      const document = await orders.read(number, signal)
      return document && orders.mapped(document)
    },

    async applyUpdate(update, version, signal) {
      const order = await orders.mustRead(update.number, signal)
      if (order.version !== version) {
        const now = `order ${update.number} of ${id} is at version ${order.version}`
        throw new ErpConflict(`${now}, not ${JSON.stringify(version)}`)
      }
      await applyUpdate(rpc, orders, update, signal, order)
      try {
        return orders.mapped(await orders.mustRead(update.number, signal))
      } catch (error) {
        if (!(error instanceof ErpError) || error instanceof ErpUnreadable) throw error
        throw new ErpOutcomeUnknown(`${error.message}; the write before took effect`, { cause: error })
      }
    },

    close: () => rpc.close(),
  }
}
