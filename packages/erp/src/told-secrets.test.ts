import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { ErpUnavailable } from './errors.ts'
import { secretsIn, tellingNone, withoutSecrets } from './told-secrets.ts'

const CANARY = 'canary/of+forty "characters" & more'

test('a secret is masked as it is, and as a URL, a form or JSON has it', () => {
  const inForm = new URLSearchParams({ key: CANARY }).toString()
  const said = [CANARY, `?key=${encodeURIComponent(CANARY)}`, inForm, JSON.stringify({ key: CANARY })]
  const told = said.map((one) => withoutSecrets(one, [CANARY]))
  expect(told).toEqual(['[redacted]', '?key=[redacted]', 'key=[redacted]', '{"key":"[redacted]"}'])
})

test('so is the beginning of one that was cut off', () => {
  expect(withoutSecrets(`you sent ${CANARY.slice(0, 9)}…`, [CANARY])).toBe('you sent [redacted]…')
})

test('what is too short to be one stays, or every text would be full of holes', () => {
  expect(withoutSecrets('an order of acme', ['acme', ''])).toBe('an order of acme')
  expect(withoutSecrets('a Bearer needs a token', secretsIn({ authorization: 'Bearer x' }))).toContain(
    'Bearer',
  )
})

test('a secret that is no well-formed text is masked too', () => {
  expect(withoutSecrets('you sent token\ud800s', ['token\ud800s'])).toBe('you sent [redacted]')
})

test('an error has it nowhere, nor has what caused it', () => {
  const cause = Object.assign(new Error(`connect ${CANARY}`), { url: CANARY })
  const error = tellingNone(new ErpUnavailable(CANARY, { cause }), [CANARY])
  expect(inspect(error, { depth: 9 })).not.toContain('canary')
  expect(error).toBeInstanceOf(ErpUnavailable)
})
