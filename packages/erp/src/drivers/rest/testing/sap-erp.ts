import type { ErpDesk } from '../../../testing/desk.ts'
import { PASSWORD, startODataServer, USER } from './odata-server/odata-process.ts'

const SERVICE = '/sap/opu/odata4/sap/api_purchaseorder_2/srvd_a2x/sap/purchaseorder/0001'
/** Far fewer than a page of ours: each of them takes several of the server's. */
const PAGE_SIZE = 4
const EXPANDED = '$expand=_PurchaseOrderItem($expand=_PurchaseOrderScheduleLineTP)'

interface Row {
  readonly PurchaseOrder: string
  readonly LastChangeDateTime: string
}

/** An OData server with SAP's purchase orders, and a desk in it. */
export async function startSapErp(): Promise<{
  readonly url: string
  /** What docs/examples/sap-s4hana.yaml takes from the environment. */
  readonly variables: Readonly<Record<string, string>>
  readonly desk: ErpDesk
  /** Ends every session, as SAP does when it has been idle: its token is worth nothing then. */
  endSessions(): Promise<void>
  close(): Promise<void>
}> {
  const server = await startODataServer(PAGE_SIZE)
  const ask = (method: string, path: string, body?: unknown) => server.desk(method, SERVICE + path, body)
  const at = (number: string) => `/PurchaseOrder('${number}')`
  let made = 0

  /** Everything, page by page. */
  async function rows(): Promise<Row[]> {
    const found: Row[] = []
    for (;;) {
      const { value } = (await ask(
        'GET',
        `/PurchaseOrder?$orderby=LastChangeDateTime,PurchaseOrder&$skip=${found.length}`,
      )) as { value: Row[] }
      if (value.length === 0) return found
      found.push(...value)
    }
  }

  async function add(lines: Parameters<ErpDesk['addOrder']>[0], changed?: string): Promise<string> {
    const PurchaseOrder = String(4_500_000_000 + ++made)
    await ask('POST', '/PurchaseOrder', {
      PurchaseOrder,
      PurchaseOrderDate: '2026-11-24',
      Supplier: '17300001',
      DocumentCurrency: 'EUR',
      ...(changed !== undefined && { LastChangeDateTime: changed }),
      _PurchaseOrderItem: lines.map(({ quantity, unitPrice }, index) => {
        const PurchaseOrderItem = String((index + 1) * 10).padStart(5, '0')
        return {
          PurchaseOrderItem,
          Material: `TG${index + 1}`,
          PurchaseOrderItemText: 'Trading good',
          PurchaseOrderQuantityUnit: 'PC',
          OrderQuantity: quantity,
          NetPriceAmount: unitPrice,
          _PurchaseOrderScheduleLineTP: [{ ScheduleLine: '0001', ScheduleLineDeliveryDate: '2026-12-20' }],
        }
      }),
    })
    return PurchaseOrder
  }

  const desk: ErpDesk = {
    // OrderQuantity has 13 digits, NetPriceAmount 11.
    exactLines: [
      { quantity: '0.001', unitPrice: '123456789.01' },
      { quantity: '1234567890.123', unitPrice: '0.1' },
    ],
    addOrder: (lines) => add(lines),
    async edit(number) {
      const {
        YY1_Revision_PDH: revision,
        _PurchaseOrderItem: [first],
      } = (await desk.raw(number)) as {
        YY1_Revision_PDH: number
        _PurchaseOrderItem: [{ PurchaseOrderItem: string; OrderQuantity: string }]
      }
      const item = `(PurchaseOrder='${number}',PurchaseOrderItem='${first.PurchaseOrderItem}')`
      await ask('PATCH', `/PurchaseOrderItem${item}`, { OrderQuantity: `1${first.OrderQuantity}` })
      await ask('PATCH', at(number), { YY1_Revision_PDH: revision + 1 })
    },
    numbers: async () => (await rows()).map(({ PurchaseOrder }) => PurchaseOrder),
    async shareMoment(count) {
      const numbers: string[] = []
      for (let one = 0; one < count; one++) numbers.push(await add([{ quantity: '1', unitPrice: '1' }]))
      const moment = (await rows()).at(-1)?.LastChangeDateTime
      for (const number of numbers) await ask('PATCH', at(number), { LastChangeDateTime: moment })
    },
    async addLate(millisecondsAgo) {
      const newest = (await rows()).at(-1)?.LastChangeDateTime ?? ''
      return add(
        [{ quantity: '1', unitPrice: '1' }],
        new Date(Date.parse(newest) - millisecondsAgo).toISOString(),
      )
    },
    cutNextWrite: (_, when) => server.accident({ cut: when }),
    throttle: (seconds) => server.accident({ throttle: seconds }),
    endFaults: () => server.accident({}),
    raw: (number) => ask('GET', `${at(number)}?${EXPANDED}`),
  }
  return {
    url: server.origin + SERVICE,
    variables: { ERP_URL: server.origin + SERVICE, ERP_USER: USER, ERP_PASSWORD: PASSWORD },
    desk,
    endSessions: () => server.accident({ endSessions: true }),
    close: () => server.close(),
  }
}
