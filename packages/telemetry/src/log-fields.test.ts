import { expect, test } from 'vitest'
import { logFields, withLogFields } from './log-fields.ts'

test('entries say what all the work around them says, the nearest word last', () => {
  withLogFields({ trace_id: 't', order: 'a:1' }, () =>
    withLogFields({ order: 'a:2', partner: 'p' }, () => {
      expect(logFields()).toEqual({ trace_id: 't', order: 'a:2', partner: 'p' })
    }),
  )
  expect(logFields()).toEqual({})
})

test('fields that are costly to know are asked for when an entry is written, and not before', () => {
  let asked = 0
  const costly = () => ({ correlation_id: String(++asked) })
  withLogFields(costly, () => {
    expect(asked).toBe(0)
    expect(logFields()).toEqual({ correlation_id: '1' })
  })
})
