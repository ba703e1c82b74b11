import { expect, test } from 'vitest'
import { CURSOR_TOPIC, PUBLISHED_TOPIC, routerTopicDeclarations, topicDeclarations } from './topics.ts'

const MIB = 1024 * 1024

// Only closed segments are compacted: at the broker's size a takeover read up to a gigabyte.
test('what a new owner of a partition reads whole is in segments that are soon closed', () => {
  const own = topicDeclarations.filter(({ name }) => [CURSOR_TOPIC, PUBLISHED_TOPIC].includes(name))
  const routers = routerTopicDeclarations().filter(({ config }) => config['cleanup.policy'] === 'compact')
  expect([own.length, routers.length]).toEqual([2, 2])
  for (const { name, config } of [...own, ...routers])
    expect(Number(config['segment.bytes']), name).toBeLessThanOrEqual(16 * MIB)
})
