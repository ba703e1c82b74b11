// Which fault strikes which request: all of it follows from the settings, the seed and the requests so far.
import { expect, test } from 'vitest'
import type { FaultRequest, Verdict } from './decide-fault.ts'
import { decideFault, faultState } from './decide-fault.ts'
import type { FaultRule, FaultSettings } from './settings.ts'

const patch7: FaultRequest = { method: 'PATCH', path: '/api/purchase-orders/7', atOnce: 0 }
const reset = { kind: 'reset_after' } as const

function verdicts(settings: FaultSettings, ...requests: FaultRequest[]): Verdict[] {
  let state = faultState(settings)
  return requests.map((request) => {
    const decided = decideFault(state, request)
    state = decided.state
    return decided.verdict
  })
}
const strikes = (match: FaultRule['match'], request: FaultRequest) =>
  verdicts({ rules: [{ match, effect: reset }] }, request)[0]?.effect !== undefined

test('without faults nothing happens', () => {
  expect(verdicts({}, patch7)).toEqual([{ delayMs: 0, effect: undefined }])
})

test('a rule strikes the requests that fit all it names', () => {
  expect(strikes(undefined, patch7)).toBe(true)
  expect(strikes({ method: 'patch', path_prefix: '/api/purchase', number: 7 }, patch7)).toBe(true)
  expect(strikes({ method: 'GET', number: 7 }, patch7)).toBe(false)
  expect(strikes({ path_prefix: '/api/journal' }, patch7)).toBe(false)
  expect(strikes({ number: '7' }, { ...patch7, path: '/api/purchase-orders/77' })).toBe(false)
  expect(strikes({ number: '7' }, { ...patch7, path: '/api/purchase-orders/7/edits' })).toBe(true)
})

test('a rule with a number of times strikes so often, and requests that it does not fit use up none', () => {
  const rules: FaultRule[] = [{ match: { number: 7 }, effect: reset, times: 2 }]
  const other = { ...patch7, path: '/api/purchase-orders/8' }
  const struck = verdicts({ rules }, other, patch7, other, patch7, patch7).map(({ effect }) => effect?.kind)
  expect(struck).toEqual([undefined, 'reset_after', undefined, 'reset_after', undefined])
})

test('latencies add up, and of the other rules the first wins while the later ones keep their times', () => {
  const rules: FaultRule[] = [
    { effect: { kind: 'latency', ms: 5 } },
    { effect: { kind: 'status', status: 503 }, times: 1 },
    { effect: reset, times: 1 },
    { effect: { kind: 'latency', ms: 7 } },
  ]
  expect(verdicts({ rules, latency_ms: 100 }, patch7, patch7, patch7)).toEqual([
    { delayMs: 112, effect: { kind: 'status', status: 503 } },
    { delayMs: 112, effect: reset },
    { delayMs: 112, effect: undefined },
  ])
})

test('a probability strikes about so often, and the same seed strikes the same requests', () => {
  const requests = Array.from({ length: 1000 }, () => patch7)
  const run = (seed: number) =>
    verdicts({ seed, rules: [{ effect: reset, probability: 0.3 }] }, ...requests).map(
      ({ effect }) => effect !== undefined,
    )
  const struck = run(5).filter(Boolean).length
  expect(struck).toBeGreaterThan(250)
  expect(struck).toBeLessThan(350)
  expect(run(5)).toEqual(run(5))
  expect(run(5)).not.toEqual(run(6))
})

test('more requests at once than allowed are turned away before any rule is used up', () => {
  const settings: FaultSettings = { max_concurrent: 2, retry_after: 3, rules: [{ effect: reset, times: 1 }] }
  expect(
    verdicts(settings, { ...patch7, atOnce: 2 }, { ...patch7, atOnce: 1 }).map(({ effect }) => effect),
  ).toEqual([{ kind: 'status', status: 429, retry_after: 3 }, reset])
})

test('a locked order refuses the connector’s writes, and still lets itself be read', () => {
  const [write, read, other] = verdicts(
    { locked: [7] },
    patch7,
    { ...patch7, method: 'GET' },
    { ...patch7, path: '/api/purchase-orders/8' },
  )
  expect(write?.effect).toEqual({ kind: 'status', status: 409 })
  expect(read?.effect).toBeUndefined()
  expect(other?.effect).toBeUndefined()
})
