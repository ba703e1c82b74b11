import { describe, expect, test } from 'vitest'
import { costsOf } from './cost.ts'

describe('what a thousand cost', () => {
  test('is what was used beyond the idle hours, by what was done', () => {
    const idle = { seconds: 10, cpu: { extractors: 1 }, done: {} }
    const loaded = { seconds: 20, cpu: { extractors: 6 }, done: { snapshots: 400 } }
    expect(costsOf(idle, loaded, { extractors: 'snapshots' })['extractors']).toEqual({
      idle: 0.1,
      loaded: 0.3,
      unit: 'snapshots',
      perSecond: 20,
      perThousand: expect.closeTo(10, 6) as number,
    })
  })

  test('is not told where nothing was done', () => {
    const window = { seconds: 10, cpu: { gateways: 1 }, done: {} }
    expect(costsOf(window, window, { gateways: 'requests' })['gateways']?.perThousand).toBeNull()
  })
})
