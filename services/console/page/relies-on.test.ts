/** relies-on.json is what `adapter contracts check` protects: it must name what is read, all of it and nothing else. */
import { tmpdir } from 'node:os'
import { contracts, orderKey } from '@channel-adapter/contracts'
import {
  exampleAudit,
  exampleMissing,
  exampleOrder,
  exampleOutcomes,
  exampleUpdates,
} from '@channel-adapter/contracts/examples'
import { watchingCodec } from '@channel-adapter/contracts/testing'
import type { IncomingMessage } from '@channel-adapter/messaging'
import { identityChanged, timelineOf } from '@channel-adapter/timeline'
import { afterAll, expect, test, vi } from 'vitest'
import reliesOn from '../relies-on.json' with { type: 'json' }
import { AuditBook } from '../src/audit-book.ts'
import { orderEvidence } from '../src/order-evidence.ts'
import { findOrder } from '../src/store/find-orders.ts'
import { messagesOf } from '../src/store/messages.ts'
import { MissingNews } from '../src/store/missing-news.ts'
import { readMessage } from '../src/store/reading.ts'
import { Store } from '../src/store/store.ts'

// What the views ask of a browser; they are called as the functions that they are.
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} })
vi.stubGlobal('document', { documentElement: { dataset: {} } })
vi.stubGlobal('location', { hash: '' })
vi.stubGlobal('addEventListener', () => {})
const { Facts, Head } = await import('./views/order.tsx')
const { Lines } = await import('./parts/lines.tsx')
const { Timeline } = await import('./parts/timeline.tsx')

afterAll(() => vi.unstubAllGlobals())

const KEY = orderKey(exampleOrder)
const places = {
  order: new Set<string>(),
  update: new Set<string>(),
  outcome: new Set<string>(),
  missing: new Set<string>(),
  audit: new Set<string>(),
}
const codecs = {
  order: watchingCodec(contracts.order, places.order),
  update: watchingCodec(contracts.orderUpdate, places.update),
  outcome: watchingCodec(contracts.orderUpdateOutcome, places.outcome),
}
const responded = {
  response: { code: 'AP', revision: 1, reason: null },
  stockConfirmation: { code: 'FULL', revision: 1 },
} as const
let offset = 0n
const said = (topic: string, value: object): IncomingMessage => ({
  topic,
  partition: 0,
  offset: offset++,
  key: KEY,
  value: Buffer.from(JSON.stringify(value)),
  headers: {},
  timestamp: 1000,
})

test('the console reads of each contract what relies-on.json says, all of it and nothing else', async () => {
  const store = new Store(tmpdir(), Date.now)
  try {
    // One snapshot: what it says otherwise than the one before is shown whatever its fields are.
    const messages = [
      ['order', said('orders', { ...exampleOrder, ...responded })] as const,
      ...Object.values(exampleUpdates).map((update) => ['update', said('updates', update)] as const),
      ...Object.values(exampleOutcomes).map((outcome) => ['outcome', said('outcomes', outcome)] as const),
    ]
    for (const [kind, message] of messages) store.note([await readMessage(kind, message, codecs)])

    const found = findOrder(store.database, KEY)
    if (!found) throw new Error('the order was not noted')
    const evidence = await orderEvidence(KEY, messagesOf(store.database, store.topics, found.id), codecs, [])
    const { order, happenings } = timelineOf(evidence.map((each) => Object.assign(each, { id: undefined })))
    if (!order) throw new Error('the order is not told')
    const awaited = { revision: 1, sentAt: 0, dueAt: 0 }
    const page = { found, order, happenings, parked: true, awaited, now: 1, traceUrl: undefined }
    for (const view of [Facts, Head]) view({ page: page })
    Lines({ order })
    Timeline({ happenings, traceUrl: undefined })

    const update = await codecs.update.decode(Buffer.from(JSON.stringify(exampleUpdates.response)))
    identityChanged(update, exampleUpdates.response)

    const missing = watchingCodec(contracts.missingAnswer, places.missing)
    const news = new MissingNews(store.database)
    news.note([await missing.decode(missing.encode(exampleMissing))])

    const audit = watchingCodec(contracts.audit, places.audit)
    const book = new AuditBook()
    book.note(await audit.decode(audit.encode(exampleAudit)))
    book.find({ text: 'nobody', decision: 'ALLOWED' })
    book.find({})
  } finally {
    store.close()
  }
  const read = Object.values(places).map((each) => [...each].toSorted())
  const stated = [
    contracts.order,
    contracts.orderUpdate,
    contracts.orderUpdateOutcome,
    contracts.missingAnswer,
    contracts.audit,
  ].map(({ name }) => Object.keys((reliesOn as Record<string, object>)[name] ?? {}).toSorted())
  expect(read).toEqual(stated)
})
