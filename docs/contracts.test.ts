/** What docs/contracts.md shows is what the check answers. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkContract } from '../packages/contracts/src/check/check-contract.ts'
import { findingsInWords } from '../packages/contracts/src/check/findings-in-words.ts'
import { fingerprintOf } from '../packages/contracts/src/check/fingerprint.ts'
import type { Reliance } from '../packages/contracts/src/check/reliance.ts'

interface Field {
  name: string
  type: unknown
}
const repository = new URL('../', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, repository), 'utf8')
const name = 'purchasing.order-update.v1'

test('the refused change is refused in the words that are shown', () => {
  const first = read('packages/contracts/schemas/order-update/1.avsc')
  const changed = JSON.parse(first) as { fields: Field[] }
  for (const field of changed.fields) {
    if (field.name === 'partner') field.name = 'sender'
    if (field.name !== 'shippingNotice') continue
    const [, notice] = field.type as [string, { fields: Field[] }]
    for (const part of notice.fields) if (part.name === 'shippedOn') part.type = ['null', part.type]
  }
  changed.fields.push({ name: 'priority', type: 'int', doc: 'How urgent it is.' } as Field)
  const reliance = JSON.parse(read('services/update-applier/relies-on.json')) as Reliance
  const findings = checkContract({
    name,
    versions: [
      { number: 1, text: first },
      { number: 2, text: JSON.stringify(changed) },
    ],
    recorded: new Map([[1, fingerprintOf(first)]]),
    consumers: new Map([['update-applier', reliance[name] ?? {}]]),
  })
  const [, shown] = /```text\n(purchasing[^]*?)\n```/.exec(read('docs/contracts.md')) ?? []
  expect(shown).toBe(findingsInWords(findings))
})
