import { expect, test } from 'vitest'
import { parseJson, parseKeepingDigits } from './json.ts'

test('JSON in UTF-8 is read', () => {
  expect(parseJson(Buffer.from('{"name":"Öl"}'))).toEqual({ name: 'Öl' })
})

test.each([
  ['HTML', Buffer.from('<html>')],
  ['nothing', Buffer.alloc(0)],
  ['half of it', Buffer.from('{"name":')],
  ['another encoding', Buffer.from('{"name":"Öl"}', 'latin1')],
])('%s is no JSON', (_, bytes) => {
  expect(parseJson(bytes)).toBeUndefined()
})

test('a document can be written again with every digit it came with', () => {
  const text = '{"price":12.10,"big":[12345678901234567890.123456789,1e400,-0],"text":"12.10","null":null}'
  expect(JSON.stringify(parseKeepingDigits(Buffer.from(text)))).toBe(text)
})
