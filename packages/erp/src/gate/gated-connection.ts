import { backoffMs, pause } from '@channel-adapter/patience'
import { ErpThrottled, ErpUnauthorised, ErpUnavailable } from '../errors.ts'
import type { ErpConnection } from '../port.ts'
import type { Gate } from './gate.ts'

const RETRY = { firstMs: 50, maxMs: 2000 }

/**
 * A connection whose calls wait for an ERP that is away or asks to slow down, instead of failing: they end with an
 * answer, with an error that waiting cannot mend, when the signal is aborted, or when the gate is closed. So the
 * updates of a dead ERP are paused and nobody's dead letters.
 */
export function gatedConnection(connection: ErpConnection, gate: Gate): ErpConnection {
  async function patiently<T>(request: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await gate.pass(request, signal)
      } catch (error) {
        signal.throwIfAborted()
        // All three say that nothing was written, so that asking again is safe.
        if (
          gate.closed ||
          !(
            error instanceof ErpUnavailable ||
            error instanceof ErpThrottled ||
            error instanceof ErpUnauthorised
          )
        ) {
          throw error
        }
        await pause(backoffMs(attempt, RETRY), signal)
      }
    }
  }
  return {
    id: connection.id,
    kind: connection.kind,
    capabilities: connection.capabilities,
    rewind: (position, milliseconds) => connection.rewind(position, milliseconds),
    readChanges: (after, options) => patiently(() => connection.readChanges(after, options), options.signal),
    readOrder: (number, signal, about) =>
      patiently(() => connection.readOrder(number, signal, about), signal),
    applyUpdate: (update, version, signal) =>
      patiently(() => connection.applyUpdate(update, version, signal), signal),
    close: () => connection.close(),
  }
}
