import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { contracts } from '@channel-adapter/contracts'
import { order, watchingCodec } from '@channel-adapter/contracts/testing'
import type { ErpConnection, ReadingOptions } from '@channel-adapter/erp'
import { silent } from '@channel-adapter/messaging/testing'
import { expect, test } from 'vitest'
import { startOfTime } from './cursor.ts'
import { type ExtractionEffects, extractConnection } from './extract-connection.ts'
import { ConnectionProgress } from './progress.ts'
import { BytesAhead } from './read-ahead.ts'

const ROOM = 100_000
const settings = { poll: { minMs: 1, maxMs: 1 }, overlapMs: 0, pageSize: 1 }

function effectsWith(others: Partial<ExtractionEffects>): ExtractionEffects {
  return {
    publish: () => Promise.resolve(),
    published: () => {},
    cursorRecord: (value) => ({ topic: 'cursor', key: 'erp', value, headers: {} }),
    channel: { codec: watchingCodec(contracts.order, new Set()), topic: 'orders', group: 'extractor' },
    control: {
      paused: () => undefined,
      running: () => Promise.resolve(),
      rest: () => Promise.resolve(),
    },
    log: silent,
    now: Date.now,
    progress: new ConnectionProgress('erp'),
    ahead: new BytesAhead(ROOM),
    ...others,
  }
}

// The room is shared: what a failed term kept of it, nobody had again.
test('a publish that fails ends the extraction, and what was read ahead is given back', async () => {
  let place = 0
  const erp = {
    id: 'erp',
    readChanges: async (_: unknown, { onNext }: ReadingOptions) => {
      const next = { at: String(++place) }
      await Promise.resolve()
      onNext?.(next)
      return { orders: [order({ version: next.at })], unreadable: [], next, more: true }
    },
  } as unknown as ErpConnection
  const ahead = new BytesAhead(ROOM)
  const effects = effectsWith({ publish: () => Promise.reject(new Error('the broker is away')), ahead })
  const { signal } = new AbortController()
  await expect(extractConnection(erp, settings, startOfTime, effects, signal)).rejects.toThrow('away')
  expect(place).toBeGreaterThan(1)
  // All of the room is free again, however many pages the asker has already.
  await expect.poll(() => ahead.of(1).allows(2, ROOM)).toBe(true)
})

// Each page was raced with the commits, and held until there was none for once: 800 MB of a backfill that never paused.
test('a page is held no longer than it takes to publish it, however long commits follow each other', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const pages = 200
  const read: WeakRef<object>[] = []
  const commits: (() => void)[] = []
  const ended = new AbortController()
  const erp = {
    id: 'erp',
    readChanges: () => {
      const place = String(read.length)
      const page = {
        orders: [order({ number: place, version: place })],
        unreadable: [],
        next: { at: place },
        more: read.length < pages,
      }
      read.push(new WeakRef(page))
      return Promise.resolve(page)
    },
  } as unknown as ErpConnection
  const publish = () => new Promise<void>((resolve) => commits.push(resolve))
  const effects = effectsWith({
    publish,
    control: {
      paused: () => undefined,
      running: () => Promise.resolve(),
      rest: () => Promise.resolve(ended.abort()),
    },
  })
  const extracting = extractConnection(erp, settings, startOfTime, effects, ended.signal)
  // There is always a commit under way: the next has begun before anybody looks.
  for (let done = 0; read.length < pages; done++) {
    await expect.poll(() => commits.length).toBeGreaterThan(done)
    commits[done]?.()
  }
  collect()
  expect(read.filter((page) => page.deref() !== undefined).length).toBeLessThan(pages / 2)
  await Promise.all([
    extracting,
    expect.poll(() => (commits.forEach((end) => end()), ended.signal.aborted)).toBe(true),
  ])
})

test('that a bulk change is too much to be remembered is said once, while it goes on', async () => {
  const said: object[] = []
  const ended = new AbortController()
  const pages = 4
  let place = 0
  const erp = {
    id: 'erp',
    readChanges: () => {
      const orders = Array.from({ length: 10_000 }, (_, n) => order({ number: `${++place} ${n}` }))
      return Promise.resolve({
        orders,
        unreadable: [],
        next: { at: String(place) },
        more: place < pages * 10_000,
      })
    },
  } as unknown as ErpConnection
  const log = { ...silent, warn: (fields: object) => void said.push(fields) }
  const control = {
    paused: () => undefined,
    running: () => Promise.resolve(),
    rest: () => Promise.resolve(ended.abort()),
  }
  await extractConnection(erp, settings, startOfTime, effectsWith({ log, control }), ended.signal)
  expect(place).toBe(pages * 10_000)
  const { changedAt } = order()
  expect(said).toEqual([{ connection: 'erp', horizon: changedAt, headChangedAt: changedAt, overlapMs: 0 }])
})
