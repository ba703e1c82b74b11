import { expect, test } from 'vitest'
import { ErpConflict, ErpOutcomeUnknown, ErpRejected, ErpUnauthorised, ErpUnavailable } from '../../errors.ts'
import { errorIn } from './rpc.ts'

test.each([
  [{ error: ['ConcurrencyException', 'Records were modified in the meanwhile'] }, ErpConflict, ErpConflict],
  [{ error: ['UserError', ['The line is closed.', '', null]] }, ErpRejected, ErpUnavailable],
  [{ error: ['UserWarning', ['w', 'Sure?', '']] }, ErpRejected, ErpUnavailable],
  [{ error: ['LoginException', ['password', 'Password']] }, ErpUnauthorised, ErpUnauthorised],
  [{ error: ['sqlite3.OperationalError', 'database is locked'] }, ErpUnavailable, ErpUnavailable],
  [{ error: ["<class 'KeyError'>", 'revision'] }, ErpRejected, ErpUnavailable],
  [{ greeting: 'sign in' }, ErpOutcomeUnknown, ErpUnavailable],
  [undefined, ErpOutcomeUnknown, ErpUnavailable],
])('%j is told as what it is, to a write and to a read', (answer, toWrite, toRead) => {
  expect(errorIn(answer, 'write', 'call')).toBeInstanceOf(toWrite)
  expect(errorIn(answer, 'read-order', 'call')).toBeInstanceOf(toRead)
})

test('an error holds what Tryton says, and a result is none', () => {
  const error = errorIn({ error: ['UserError', ['The line is closed.', '', null]] }, 'write', 'call')
  expect(error?.message).toBe('call: UserError: The line is closed.')
  expect(errorIn({ id: 1, result: null }, 'write', 'call')).toBeUndefined()
})
