import { InvalidMessage, RegistryUnavailable } from '@channel-adapter/contracts'
import { describe, expect, test } from 'vitest'
import { deliver, type DeliveryEffects } from './deliver.ts'
import { PublishFailed, Transient, Unprocessable } from './errors.ts'

import type { Failure, IncomingMessage } from './ports.ts'
import { silent } from './testing/index.ts'

const message: IncomingMessage = {
  topic: 't',
  partition: 0,
  offset: 7n,
  key: 'erp:1',
  value: Buffer.from('x'),
  headers: {},
  timestamp: 0,
}

/** Effects that note what was put aside; the handler throws the given errors in turn and then succeeds. */
function given(errors: unknown[], overrides: Partial<DeliveryEffects> = {}) {
  const aside: { channel: string; failure: Failure }[] = []
  const told: string[] = []
  let calls = 0
  const effects: DeliveryEffects = {
    handle: () => {
      const error = errors[calls++]
      return error === undefined ? Promise.resolve() : Promise.reject(error)
    },
    isParked: () => false,
    putAside: (_, channel, failure) => Promise.resolve(void aside.push({ channel, failure })),
    tellParked: (_, failure) => Promise.resolve(void told.push(failure.code)),
    stopping: live,
    now: () => 0,
    log: silent,
    sayInvalid: () => {},
    failureChannels: true,
    ...overrides,
  }
  return { effects, aside, told, calls: () => calls }
}
const live = new AbortController().signal

describe('a delivery', () => {
  test.each([
    ['a transient fault', new Transient('away', { retryAfterMs: 1 })],
    ['a registry that is away', new RegistryUnavailable('away')],
    ['a broker that does not take the outcome', new PublishFailed('unknown', 'away')],
  ])('is tried again after %s', async (_, error) => {
    const { effects, aside, calls } = given([error])
    expect(await deliver(message, live, effects)).toBe(true)
    expect(calls()).toBe(2)
    expect(aside).toEqual([])
  })

  test.each([
    ['an invalid message', new InvalidMessage('not-avro', 'no'), 'invalid', 'not-avro', []],
    [
      'a message to be parked',
      new Unprocessable('erp-rejected', 'no'),
      'deadLetter',
      'erp-rejected',
      ['erp-rejected'],
    ],
    ['a bug', new TypeError('x is not a function'), 'deadLetter', 'handler-bug', ['handler-bug']],
    ['something thrown that is no error', 'text', 'deadLetter', 'handler-bug', ['handler-bug']],
  ])('puts %s aside, and tells who must know', async (_, error, channel, code, toldCodes) => {
    const { effects, aside, told } = given([error])
    expect(await deliver(message, live, effects)).toBe(true)
    expect(aside).toMatchObject([{ channel, failure: { code, attempts: 1 } }])
    expect(told).toEqual(toldCodes)
  })

  test('does not hand over a message whose key is parked', async () => {
    const { effects, aside, calls } = given([], { isParked: () => true })
    expect(await deliver(message, live, effects)).toBe(true)
    expect(calls()).toBe(0)
    expect(aside).toMatchObject([{ channel: 'deadLetter', failure: { code: 'follows-parked' } }])
  })

  test('of a message that is too large to be put aside goes to the Invalid Message Channel, whatever is parked', async () => {
    const { effects, aside, told, calls } = given([], { isParked: () => true })
    expect(await deliver({ ...message, value: Buffer.alloc(900_000) }, live, effects)).toBe(true)
    expect(calls()).toBe(0)
    expect(aside).toMatchObject([{ channel: 'invalid', failure: { code: 'message-too-large' } }])
    expect(told).toEqual([])
  })

  test('is not done until the failure channel has the message', async () => {
    let refusals = 2
    const { effects } = given([new Unprocessable('x', 'no')], {
      putAside: () => (refusals-- > 0 ? Promise.reject(new Error('broker away')) : Promise.resolve()),
    })
    expect(await deliver(message, live, effects)).toBe(true)
    expect(refusals).toBe(-1)
  })

  test('that is no longer ours is given up and not done', async () => {
    const lost = new AbortController()
    const { effects, aside } = given([], {
      handle: () => {
        lost.abort()
        return Promise.reject(new Error('aborted'))
      },
    })
    expect(await deliver(message, lost.signal, effects)).toBe(false)
    expect(aside).toEqual([])
  })

  test.each([
    ['steps aside while it waits in trouble of its own', true, 1],
    ['keeps its place while it waits in trouble that may be everybody’s', false, 0],
  ])('%s', async (_, ownTrouble, times) => {
    const { effects } = given([new Transient('no such order', { retryAfterMs: 1, ownTrouble })])
    let aside = 0
    const turn = {
      release: () => {},
      crowded: () => false,
      aside: async (wait: Promise<boolean>) => {
        aside++
        expect(await wait).toBe(true)
      },
    }
    expect(await deliver(message, live, effects, turn)).toBe(true)
    expect(aside).toBe(times)
  })

  test.each([true, false])('is told at each attempt whether too many wait: %s', async (crowded) => {
    const told: boolean[] = []
    const handle: DeliveryEffects['handle'] = (_, delivery) => {
      told.push(delivery.crowded)
      return told.length < 2 ? Promise.reject(new Transient('later', { retryAfterMs: 1 })) : Promise.resolve()
    }
    const turn = { release: () => {}, aside: () => Promise.resolve(), crowded: () => crowded }
    await deliver(message, live, given([], { handle }).effects, turn)
    expect(told).toEqual([crowded, crowded])
  })

  test('lets the next message of its key begin as soon as only its conclusion is left, and is done when that is', async () => {
    const { promise: told, resolve: tell } = Promise.withResolvers<void>()
    const { effects } = given([], { handle: () => Promise.resolve(() => told) })
    let released = false
    let done = false
    const delivery = deliver(message, live, effects, {
      release: () => (released = true),
      aside: () => expect.fail('it does not wait'),
      crowded: () => false,
    }).then((end) => (done = end))
    await new Promise((resolve) => setImmediate(resolve))
    expect({ released, done }).toEqual({ released: true, done: false })
    tell()
    await delivery
    expect(done).toBe(true)
  })

  test('tries a conclusion again alone: what was brought about once is not begun anew', async () => {
    let handled = 0
    const conclusions = [new PublishFailed('unknown', 'away'), undefined]
    const { effects, aside } = given([], {
      isParked: () => handled > 0,
      handle: () => {
        handled++
        return Promise.resolve(async () => {
          const error = conclusions.shift()
          if (error) throw error
        })
      },
    })
    expect(await deliver(message, live, effects)).toBe(true)
    expect({ handled, conclusions, aside }).toEqual({ handled: 1, conclusions: [], aside: [] })
  })

  test('whose conclusion can never succeed is put aside', async () => {
    const { effects, aside } = given([], {
      handle: () => Promise.resolve(() => Promise.reject(new RangeError('too large'))),
    })
    expect(await deliver(message, live, effects)).toBe(true)
    expect(aside).toMatchObject([{ channel: 'deadLetter', failure: { code: 'handler-bug' } }])
  })

  test('that waits for its next attempt is given up when the process stops, and not done', async () => {
    const stop = new AbortController()
    const { effects, calls } = given([new Transient('away', { retryAfterMs: 60_000 })], {
      stopping: stop.signal,
    })
    const delivery = deliver(message, live, effects)
    await new Promise((resolve) => setImmediate(resolve))
    stop.abort()
    expect(await delivery).toBe(false)
    expect(calls()).toBe(1)
  })
})
