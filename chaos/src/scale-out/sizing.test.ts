import { describe, expect, test } from 'vitest'
import { needOf } from './sizing.ts'

const measured = {
  extractorPerSnapshot: 0.001,
  applierPerUpdate: 0.002,
  gatewayPerRequest: 0.001,
  brokersPerMessage: 0.001,
  snapshotBytes: 1000,
  updateBytes: 500,
  outcomeBytes: 250,
}

describe('what a number of orders a day needs', () => {
  test('is the busiest hour, at so much of each processor', () => {
    // 100 orders a second at the peak: 500 snapshots, 400 updates, 1,300 messages.
    expect(needOf((100 / 3) * 86_400, measured)).toMatchObject({
      snapshots: expect.closeTo(500) as number,
      updates: expect.closeTo(400) as number,
      messages: expect.closeTo(1300) as number,
      brokerProcessors: 3,
      appliers: 2,
      gigabytesPerDay: expect.closeTo(69.12) as number,
    })
  })

  test('is two of each service at least, so that one may go', () => {
    expect(needOf(1000, measured)).toMatchObject({
      extractors: 2,
      appliers: 2,
      gateways: 2,
      updatePartitions: 6,
    })
  })

  test('is the disk of every copy', () => {
    expect(needOf(1_000_000, measured).gigabytesPerDay).toBe(24)
  })
})
