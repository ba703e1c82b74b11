import { withLogFields } from '@channel-adapter/telemetry'
import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

function written(write: (log: ReturnType<typeof createLogger>) => void, level = 'info'): string[] {
  const lines: string[] = []
  write(createLogger({ service: 'test', level, destination: { write: (line) => void lines.push(line) } }))
  return lines
}

test('an entry is one JSON object on a line, with service, level and time as words', () => {
  const [line = ''] = written((log) => log.info({ order: 'erp:1' }, 'read'))
  expect(line.endsWith('}\n')).toBe(true)
  expect(JSON.parse(line)).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
    service: 'test',
    order: 'erp:1',
    msg: 'read',
  })
})

test('entries below the level are not written', () => {
  expect(written((log) => log.info('no'), 'warn')).toEqual([])
})

test('an entry says what the work is about that it comes from, and its own fields go before', () => {
  const [line = ''] = written((log) =>
    withLogFields({ trace_id: '4bf9', order: 'acme:4711', partner: 'p' }, () =>
      log.child({ a: 1 }).info({ order: 'acme:12' }, 'x'),
    ),
  )
  expect(JSON.parse(line)).toMatchObject({ trace_id: '4bf9', order: 'acme:12', partner: 'p', a: 1 })
})

test('fields named like a secret are censored at three depths', () => {
  const secrets = {
    password: 'canary',
    headers: { authorization: 'canary' },
    erp: { auth: { token: 'canary' } },
  }
  const [line = ''] = written((log) => log.info(secrets, 'x'))
  expect(line).not.toContain('canary')
  expect(line.match(/\[redacted\]/g)).toHaveLength(3)
})

// U+2028 stood in the log as it came, and Python's splitlines() began a new entry behind it.
test('text from outside cannot begin a line of its own, whatever is taken for a line, nor steer a terminal', () => {
  const id = 'a\r\n{"level":"fatal"}\u2028\u2029\u0085\u001b[31m\u009b31m\u007f\u202e\u2066b'
  const lines = written((log) => log.info({ id, err: new Error(id) }, `b\nc${id}`))
  expect(lines).toHaveLength(1)
  const [line = ''] = lines
  expect(line.trimEnd()).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+$/u)
  expect(JSON.parse(line)).toMatchObject({ id, msg: `b\nc${id}` })
})
