import { describe, expect, test } from 'vitest'
import { licenceFaults } from './licences.ts'

const bom = (licenses?: object[], group?: string) => ({
  components: [
    { name: 'left-pad', version: '1.0.0', ...(group && { group }), ...(licenses && { licenses }) },
  ],
})

describe('what is bundled', () => {
  test.each([
    ['an allowed licence', [{ license: { id: 'MIT' } }]],
    ['a choice of which one is allowed', [{ expression: '(GPL-3.0-only OR MIT)' }]],
    ['two that are both allowed', [{ expression: 'ISC AND BSD-3-Clause' }]],
  ])('may be under %s', (_, licenses) => {
    expect(licenceFaults(bom(licenses))).toEqual([])
  })

  test.each([
    ['a licence that asks for more', [{ license: { id: 'AGPL-3.0-only' } }], 'AGPL-3.0-only'],
    ['two of which one is not allowed', [{ expression: 'MIT AND GPL-3.0-only' }], 'MIT AND GPL-3.0-only'],
    ['none', undefined, 'no licence is given'],
  ])('is refused under %s', (_, licenses, told) => {
    expect(licenceFaults(bom(licenses, '@acme'))).toEqual([`@acme/left-pad@1.0.0: ${told}`])
  })

  test('is not asked of our own packages', () => {
    expect(licenceFaults(bom(undefined, '@channel-adapter'))).toEqual([])
  })
})
