import { expect, test } from 'vitest'
import { sealing } from './seal.ts'

const SECRET = 'a secret of more than thirty-two characters'

test('what was sealed opens by the same secret, also elsewhere, for its purpose, until it is over', async () => {
  let now = 1_000_000
  const ours = sealing(SECRET, () => now)
  const text = await ours.seal({ sub: 'ana' }, 'session', 60_000)
  expect(text).not.toContain('ana')
  expect(await sealing(SECRET, () => now).open(text, 'session')).toMatchObject({ sub: 'ana' })
  expect(await ours.open(text, 'sign-in')).toBeUndefined()
  expect(await sealing(`${SECRET}!`, () => now).open(text, 'session')).toBeUndefined()
  now += 61_000
  expect(await ours.open(text, 'session')).toBeUndefined()
})

test('what was changed does not open, nor does what nobody sealed', async () => {
  const { seal, open } = sealing(SECRET)
  const text = await seal({ sub: 'ana' }, 'session', 60_000)
  // The last character of a part may hold bits that do not count.
  const at = text.lastIndexOf('.') - 5
  const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
  for (const other of [changed, text.slice(1), '', 'e30.e30.e30', 'eyJhbGciOiJub25lIn0.e30.'])
    expect(await open(other, 'session'), other).toBeUndefined()
})
