import { inSpan, type SpanRequest } from '@channel-adapter/telemetry'
import { ErpConflict } from './errors.ts'
import type { ErpConnection } from './port.ts'

/**
 * A connection whose calls about one order are spans of whatever is being done. Reading changes is none: it is about
 * no order, and never ends.
 */
export function tracedConnection(connection: ErpConnection): ErpConnection {
  const { id, kind } = connection
  const call = (operation: string): SpanRequest => ({
    name: `${operation} ${id}`,
    kind: 'client',
    attributes: { 'channel_adapter.connection': id, 'channel_adapter.erp.kind': kind },
    // Somebody was faster: the update is decided again.
    failedBy: (error) => !(error instanceof ErpConflict),
  })
  return {
    id,
    kind,
    capabilities: connection.capabilities,
    rewind: (position, milliseconds) => connection.rewind(position, milliseconds),
    readChanges: (after, options) => connection.readChanges(after, options),
    readOrder: (number, signal, about) =>
      inSpan(
        () => call('read-order'),
        () => connection.readOrder(number, signal, about),
      ),
    applyUpdate: (update, version, signal) =>
      inSpan(
        () => call('apply-update'),
        () => connection.applyUpdate(update, version, signal),
      ),
    close: () => connection.close(),
  }
}
