import { request } from 'undici'
import { z } from 'zod'

const answered = z.object({ revision: z.int() }).nullable()
const order = z.object({
  number: z.string(),
  version: z.int(),
  revision: z.int(),
  status: z.string(),
  subtotal: z.string(),
  supplier_response: answered,
  stock_confirmation: answered,
  shipments: z.array(z.object({ id: z.string() })),
  goods_receipts: z.array(z.object({ id: z.string() })),
  applied_updates: z.array(z.object({ id: z.string() })),
  lines: z.array(
    z.object({
      quantity: z.string(),
      shipped_quantity: z.string(),
      received_quantity: z.string(),
      rejected_quantity: z.string(),
    }),
  ),
})
const orderPage = z.object({
  items: z.array(order),
  next: z.object({ updated_since: z.string(), after: z.string() }).nullable(),
})
const journalPage = z.object({
  items: z.array(
    z.object({
      seq: z.int(),
      number: z.coerce.string(),
      version: z.int(),
      revision: z.int(),
      actor: z.string(),
      update_id: z.string().nullable(),
    }),
  ),
  next: z.int().nullable(),
})

export type ErpOrderFact = z.infer<typeof order>
export type JournalEntry = z.infer<typeof journalPage>['items'][number]

/** What the ERP itself says of its orders, over its API, and of what took effect, from its own audit trail. */
export interface ErpFacts {
  readonly orders: readonly ErpOrderFact[]
  readonly journal: readonly JournalEntry[]
}

/**
 * @param token the bearer token that its API asks for
 * @throws when the ERP does not answer or answers something else
 */
export async function readErpFacts(url: string, token?: string): Promise<ErpFacts> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  async function get(address: string): Promise<unknown> {
    const { statusCode, body } = await request(address, { headers })
    if (statusCode !== 200) throw new Error(`${address} answered ${statusCode}: ${await body.text()}`)
    return body.json()
  }
  const orders = new Map<string, ErpOrderFact>()
  for (let query: string | undefined = 'limit=1000'; query !== undefined;) {
    const page = orderPage.parse(await get(`${url}/api/purchase-orders?${query}`))
    for (const item of page.items) orders.set(item.number, item)
    query = page.next
      ? new URLSearchParams({
          updated_since: page.next.updated_since,
          after: page.next.after,
          limit: '1000',
        }).toString()
      : undefined
  }
  const journal: JournalEntry[] = []
  for (let after: number | null = 0; after !== null;) {
    const page = journalPage.parse(await get(`${url}/api/journal?after=${after}&limit=1000`))
    journal.push(...page.items)
    after = page.next
  }
  return { orders: [...orders.values()], journal }
}
