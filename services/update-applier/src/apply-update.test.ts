import type { OrderUpdate } from '@channel-adapter/contracts'
import {
  type ErpConnection,
  ErpConflict,
  type ErpOrder,
  ErpOutcomeUnknown,
  ErpRejected,
  ErpUnavailable,
} from '@channel-adapter/erp'
import { Unprocessable } from '@channel-adapter/messaging'
import { describe, expect, test } from 'vitest'
import { orderRights } from '@channel-adapter/partners'
import { litware } from '@channel-adapter/partners/testing'
import { applyUpdate } from './apply-update.ts'
import { anOrder, aResponse } from './testing.ts'

/**
 * An ERP of one order, kept by the rules of the port: conditional on the version, holding update ids. `fault` may
 * spoil a write before or after it takes effect.
 */
function anErp(order: ErpOrder = anOrder(), capabilities = { updateId: true }) {
  const requests: string[] = []
  let held = order
  const faults: ((write: () => void) => void)[] = []
  const write = (update: OrderUpdate) => {
    const version = String(Number(held.order.version) + 1)
    held = { order: { ...held.order, version }, appliedUpdates: new Set([...held.appliedUpdates, update.id]) }
  }
  const erp = {
    id: 'erp',
    capabilities,
    readOrder: () => {
      requests.push('read')
      return Promise.resolve(held)
    },
    applyUpdate: (update: OrderUpdate, version: string) => {
      requests.push(`write at ${version}`)
      if (version !== held.order.version) return Promise.reject(new ErpConflict('stale'))
      const fault = faults.shift()
      try {
        if (fault) fault(() => write(update))
        else write(update)
      } catch (error) {
        return Promise.reject(error)
      }
      return Promise.resolve(held)
    },
  }
  return {
    erp: erp as unknown as ErpConnection,
    requests,
    faults,
    change: (change: Parameters<typeof anOrder>[0]) => {
      held = { ...held, order: { ...held.order, version: String(Number(held.order.version) + 1), ...change } }
    },
    effects: () => [...held.appliedUpdates],
  }
}
const live = new AbortController().signal
const apply = (erp: ErpConnection, update = aResponse(), known = new Map<string, ErpOrder>()) =>
  applyUpdate(update, erp, known, live)

describe('applying an update', () => {
  test('takes one request when the version that the partner answered still holds', async () => {
    const { erp, requests } = anErp()
    expect(await apply(erp)).toEqual({ result: 'APPLIED', orderVersion: '2' })
    expect(requests).toEqual(['write at 1'])
  })

  test('takes one request when our own last write made the version that holds', async () => {
    const { erp, requests } = anErp()
    const known = new Map<string, ErpOrder>()
    await apply(erp, aResponse({ id: 'first' }), known)
    expect(await apply(erp, aResponse({ id: 'second' }), known)).toEqual({
      result: 'APPLIED',
      orderVersion: '3',
    })
    expect(requests).toEqual(['write at 1', 'write at 2'])
  })

  test('takes the orders of two ERPs that have the same number for two', async () => {
    const [erp, other] = [anErp(), anErp()]
    const known = new Map<string, ErpOrder>()
    await apply(erp.erp, aResponse({ id: 'first' }), known)
    await apply(erp.erp, aResponse({ id: 'second' }), known)
    await apply(other.erp, aResponse({ source: 'other' }), known)
    expect(other.requests).toEqual(['write at 1'])
  })

  test('that is redelivered after a crash finds it applied and changes nothing', async () => {
    const { erp, effects } = anErp()
    await apply(erp)
    expect(await apply(erp)).toEqual({ result: 'ALREADY_APPLIED', orderVersion: '2' })
    expect(effects()).toEqual(['update-1'])
  })

  test('decides again when the order has changed meanwhile', async () => {
    const { erp, change, requests } = anErp()
    change({ revision: 2 })
    expect(await apply(erp)).toMatchObject({ result: 'APPLIED' })
    expect(requests).toEqual(['write at 1', 'read', 'write at 2'])
    const cancelled = anErp()
    cancelled.change({ status: 'CANCELLED' })
    expect(await apply(cancelled.erp)).toMatchObject({ result: 'REFUSED', code: 'order-closed' })
    expect(cancelled.effects()).toEqual([])
  })

  test('of a supplier reads the order first, and never writes to another supplier’s', async () => {
    const rights = orderRights([litware({ orders: ['erp:*'], suppliers: ['erp:1580'] })])
    const update = aResponse({ partner: 'litware' })
    const supplier = { id: '1580', name: 'Litware' }
    const own = anErp(anOrder({ supplier }))
    expect(await applyUpdate(update, own.erp, new Map(), live, rights)).toMatchObject({ result: 'APPLIED' })
    expect(own.requests).toEqual(['read', 'write at 1'])

    // It was its own when we wrote last.
    const moved = anErp(anOrder({ supplier }))
    moved.change({ supplier: { id: '1496', name: 'Fabrikam' } })
    const known = new Map([['erp:4711', anOrder({ supplier })]])
    expect(await applyUpdate(update, moved.erp, known, live, rights)).toEqual({
      result: 'REFUSED',
      code: 'not-its-order',
      text: 'it is no order that "litware" may answer',
      orderVersion: null,
    })
    expect(moved.requests).toEqual(['write at 1', 'read'])
    expect(moved.effects()).toEqual([])
  })

  test('refuses nothing on hearsay: what it remembers of an order may be out of date', async () => {
    const { erp } = anErp()
    const known = new Map([['erp:4711', anOrder({ status: 'CANCELLED' })]])
    expect(await apply(erp, aResponse(), known)).toMatchObject({ result: 'APPLIED' })
  })

  test('whose answer was cut off after it took effect reads back and does not write again', async () => {
    const { erp, faults, effects } = anErp()
    faults.push((write) => {
      write()
      throw new ErpOutcomeUnknown('cut off')
    })
    expect(await apply(erp)).toMatchObject({ result: 'APPLIED' })
    expect(effects()).toEqual(['update-1'])
  })

  test('whose answer was cut off before it took effect writes again', async () => {
    const { erp, faults, effects, requests } = anErp()
    faults.push(() => {
      throw new ErpOutcomeUnknown('cut off')
    })
    expect(await apply(erp)).toMatchObject({ result: 'APPLIED' })
    expect(effects()).toEqual(['update-1'])
    expect(requests).toEqual(['write at 1', 'read', 'write at 1'])
  })

  test('is parked when its outcome is unknown and the ERP cannot tell', async () => {
    const { erp, faults } = anErp(anOrder(), { updateId: false })
    faults.push(() => {
      throw new ErpOutcomeUnknown('cut off')
    })
    await expect(apply(erp)).rejects.toMatchObject({ name: 'Unprocessable', code: 'erp-outcome-unknown' })
  })

  test('that the ERP refuses is parked, unless the order itself explains the refusal', async () => {
    const refusing = anErp()
    const no = () => {
      throw new ErpRejected('makes no sense')
    }
    refusing.faults.push(no, no)
    await expect(apply(refusing.erp)).rejects.toBeInstanceOf(Unprocessable)
    const explained = anErp()
    explained.faults.push(no)
    expect(await apply(explained.erp, aResponse({}, [{ line: '9', quantity: '1' }]))).toMatchObject({
      result: 'REFUSED',
      code: 'unknown-line',
    })
  })

  test('leaves an ERP that is away to the caller, who knows how long to wait', async () => {
    const { erp, faults } = anErp()
    faults.push(() => {
      throw new ErpUnavailable('away')
    })
    await expect(apply(erp)).rejects.toBeInstanceOf(ErpUnavailable)
  })

  test('gives up for now on an order that somebody keeps changing', async () => {
    const { erp, change } = anErp()
    const restless = {
      ...erp,
      readOrder: async (...args: Parameters<typeof erp.readOrder>) => {
        const read = await erp.readOrder(...args)
        change({})
        return read
      },
    }
    await expect(apply(restless, aResponse({ orderVersion: '0' }))).rejects.toBeInstanceOf(ErpConflict)
  })

  test('begins no write for a partition that has gone to another', async () => {
    const { erp, requests } = anErp()
    await expect(applyUpdate(aResponse(), erp, new Map(), AbortSignal.abort())).rejects.toThrow()
    expect(requests).toEqual([])
  })
})
