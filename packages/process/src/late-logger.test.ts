import Fastify, { LogController } from 'fastify'
import { expect, test, vi } from 'vitest'
import { lateLogger } from './late-logger.ts'
import { createLogger } from './logger.ts'

test('a request that logs nothing makes no logger, and one that does is named in each of its entries', async () => {
  const lines: string[] = []
  const log = createLogger({
    service: 'test',
    level: 'info',
    destination: { write: (line) => lines.push(line) },
  })
  const made = vi.spyOn(log, 'child')
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: lateLogger,
  })
  app.get('/silent', () => 'ok')
  app.get('/told', (request) => {
    request.log.debug('nobody asks')
    request.log.warn({ order: '4711' }, 'look here')
    request.log.child({ part: 'b' }).error('and here')
    return 'ok'
  })
  // Its own, of which it makes one at once.
  made.mockClear()
  await app.inject('/silent')
  expect(made).not.toHaveBeenCalled()
  await app.inject('/told')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ level: 'warn', msg: 'look here', order: '4711', reqId: 'req-2' }),
    expect.objectContaining({ level: 'error', msg: 'and here', part: 'b', reqId: 'req-2' }),
  ])
  await app.close()
})
