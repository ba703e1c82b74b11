import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { verifySignature } from './signature.ts'

const SECRET = `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`
const OTHER = `whsec_${Buffer.from('another secret of twenty-four').toString('base64')}`
const NOW = Date.UTC(2026, 10, 24)
const body = Buffer.from('{"id":1}')

function signed(over: { id?: string; at?: number; secret?: string } = {}) {
  const { id = 'msg_1', at = NOW / 1000, secret = SECRET } = over
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body.toString()}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` }
}

describe('a signature', () => {
  test('of the id, the moment and the body is accepted', () => {
    expect(verifySignature(signed(), body, [SECRET], NOW)).toEqual({ id: 'msg_1' })
  })

  test('by either of two secrets is, and one of several signatures is enough', () => {
    expect(verifySignature(signed({ secret: OTHER }), body, [SECRET, OTHER], NOW)).toEqual({ id: 'msg_1' })
    const two = { ...signed(), 'webhook-signature': `v1a,AAAA v1,AAAA ${signed()['webhook-signature']}` }
    expect(verifySignature(two, body, [SECRET], NOW)).toEqual({ id: 'msg_1' })
  })

  test.each([
    ['by a stranger', signed({ secret: OTHER }), body],
    ['of another id', { ...signed(), 'webhook-id': 'msg_2' }, body],
    ['of another moment', { ...signed(), 'webhook-timestamp': String(NOW / 1000 + 1) }, body],
    ['of another body', signed(), Buffer.from('{"id":2}')],
    ['of no version', { ...signed(), 'webhook-signature': signed()['webhook-signature'].slice(3) }, body],
    ['that is none', { ...signed(), 'webhook-signature': 'v1,' }, body],
    ['without an id', { ...signed(), 'webhook-id': undefined }, body],
    ['of an id with a dot', signed({ id: 'msg.1' }), body],
    ['of a moment in words', { ...signed(), 'webhook-timestamp': 'now' }, body],
  ])('%s is not', (_what, headers, content) => {
    expect(verifySignature(headers, content, [SECRET], NOW)).toHaveProperty('fault')
  })

  test('is accepted for five minutes, and from a clock that is five minutes ahead', () => {
    const accepted = (seconds: number) =>
      'id' in verifySignature(signed({ at: NOW / 1000 + seconds }), body, [SECRET], NOW)
    expect([-301, -300, 300, 301].map(accepted)).toEqual([false, true, true, false])
  })
})
