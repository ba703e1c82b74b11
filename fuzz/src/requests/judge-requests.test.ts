import { expect, test } from 'vitest'
import { type Call, judgeRequests, type Stored } from './judge-requests.ts'

const call = (more: Partial<Call> = {}): Call => ({
  method: 'POST',
  path: '/send',
  mode: 'positive',
  status: 200,
  authenticated: null,
  requestId: 'r1',
  key: null,
  id: null,
  ...more,
})
const stored = (more: Partial<Stored> = {}): Stored => ({ requestId: 'r1', id: 'm1', plain: true, ...more })

test('what was accepted and lies in the topic once is as it must be', () => {
  expect(judgeRequests([call()], [stored()])).toEqual([])
})

test('what was accepted and is missing, or there twice, is found', () => {
  expect(judgeRequests([call()], [])).toEqual(['request r1 was accepted and is not in the topic'])
  expect(judgeRequests([call()], [stored(), stored()])).toEqual(['request r1 lies in the topic 2 times'])
})

test('what was refused and lies in the topic is found', () => {
  const faults = judgeRequests([call({ status: 422 })], [stored()])
  expect(faults).toEqual(['request r1 was answered 422 and is in the topic'])
})

test('of requests under one key one lies in the topic', () => {
  const calls = [call({ key: 'k' }), call({ key: 'k', requestId: 'r2' })]
  expect(judgeRequests(calls, [stored()])).toEqual([])
  expect(judgeRequests(calls, [])).toHaveLength(2)
})

test("a partner's answer, which carries the request id of the order, is another message", () => {
  const answered = [stored({ plain: false, id: 'e1' }), stored({ plain: false, id: 'answer' })]
  expect(judgeRequests([call({ id: 'e1' })], answered)).toEqual([])
})

test('503 is honest, any other fault of the server is found', () => {
  expect(judgeRequests([call({ status: 503 })], [stored()])).toEqual([])
  expect(judgeRequests([call({ status: 500 })], [])).toEqual(['POST /send was answered 500'])
})

test('what came without the right key is refused, and found otherwise', () => {
  expect(judgeRequests([call({ authenticated: false, status: 401 })], [])).toEqual([])
  expect(judgeRequests([call({ authenticated: false })], [stored()])).toEqual([
    'request r1 without the right key was answered 200',
  ])
})
