import { describe, expect, test } from 'vitest'
import { AssignedPartition } from './assigned-partition.ts'

function begun(offset = 10n): AssignedPartition {
  const assigned = new AssignedPartition(0)
  assigned.begin(offset)
  return assigned
}

describe('an assigned partition', () => {
  test('has nothing to commit before it is known where to begin, nor before something is done', () => {
    expect(new AssignedPartition(0)).toMatchObject({ begun: false, due: undefined, position: undefined })
    const assigned = begun()
    assigned.take(10n, 1)
    expect(assigned).toMatchObject({ begun: true, due: undefined, position: 11n })
  })

  test('is due up to the first message that is not done, once', () => {
    const assigned = begun()
    const [first, second] = [assigned.take(10n, 1), assigned.take(11n, 2)]
    second()
    expect(assigned).toMatchObject({ due: undefined, oldestPendingAt: 1 })
    first()
    expect(assigned).toMatchObject({ due: 12n, oldestPendingAt: undefined })
    assigned.committed(12n)
    expect(assigned.due).toBeUndefined()
    assigned.pass(15n)
    expect(assigned.due).toBe(15n)
  })

  test('lags behind the end of the last fetch, and never less than nothing', () => {
    const assigned = begun()
    assigned.fetched(14n, 10n)
    expect(assigned.lag).toBe(4)
    assigned.pass(20n)
    expect(assigned.lag).toBe(0)
  })

  test('begins anew when its log has become shorter, and what was at work before counts no more', () => {
    const assigned = begun()
    const before = assigned.take(10n, 1)
    assigned.fetched(5n, 2n)
    expect(assigned).toMatchObject({ position: 2n, due: 2n })
    const again = assigned.take(2n, 1)
    before()
    expect(assigned.due).toBe(2n)
    again()
    expect(assigned.due).toBe(3n)
  })
})
