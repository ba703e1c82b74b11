import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sha256 } from './testing.ts'
import { partnersField } from './partners-field.ts'

const folder = mkdtempSync(join(tmpdir(), 'partners-'))
afterAll(() => rmSync(folder, { recursive: true }))
let serial = 0

function read(content: string) {
  const path = join(folder, `${++serial}.yaml`)
  writeFileSync(path, content)
  return partnersField.safeParse(path)
}
const faultOf = (content: string) =>
  read(content)
    .error?.issues.map(({ message }) => message)
    .join()

const hash = sha256('a key')

describe('a partners file', () => {
  test('gives a partner nothing that it does not name', () => {
    expect(read(`partners: [{ id: litware, keys: [{ sha256: ${hash} }] }]`).data).toEqual([
      expect.objectContaining({ id: 'litware', sends: [], orders: [] }),
    ])
  })

  test.each([
    ['partners: [{ id: a }]', 'partners.0 must have a key, a subject or kafka'],
    [
      `partners: [{ id: a, keys: [{ sha256: plain-text-key }] }]`,
      'partners.0.keys.0.sha256 must be 64 hex digits',
    ],
    [
      `partners: [{ id: a, subject: s }, { id: b, subject: s }]`,
      'partners.1 has the same subject as another',
    ],
    [
      `partners: [{ id: a, keys: [{ sha256: ${hash} }] }, { id: b, keys: [{ sha256: ${hash} }] }]`,
      'partners.1 has the same key as another',
    ],
    [`partners: [{ id: a, subject: s, signingSecrets: [short] }]`, 'must begin with whsec_'],
    [`partners: [{ id: a, subject: s, orders: ["*:1"] }]`, 'must be a text that may end in "*"'],
    [`partners: [{ id: a, subject: s, sends: [purchasing.order-update-outcome.v1] }]`, 'partners.0.sends.0'],
    [`partners: [{ id: a, subject: s, suppliers: [] }]`, 'must name one at least'],
    [
      `partners: [{ id: a-1, subject: s, suppliers: ["erp:1"] }, { id: hub, subject: h, speaksFor: ["a*"] }]`,
      'partners.1 may speak for the same partner as "a-1"',
    ],
    [
      `partners: [{ id: b, subject: s, speaksFor: ["a-*"] }, { id: hub, subject: h, speaksFor: ["a*"], suppliers: ["erp:1"] }]`,
      'partners.1 may speak for the same partner as "b"',
    ],
    [`partners: [{ id: a, subject: s, order: [x] }]`, 'order'],
    ['partners: [', 'is no YAML'],
  ])('%s is at fault', (content, fault) => {
    expect(faultOf(content)).toContain(fault)
  })

  test('shows no secret in a fault', () => {
    const canary = 'canary-c1f0'
    for (const content of [
      `partners: [{ id: a, keys: [{ sha256: ${canary} }] }]`,
      `partners: [{ id: a, signingSecrets: [${canary}] }]`,
      `partners: [{ id: a, signingSecrets: "${canary}" }]`,
      `partners: [{ id: a, signingSecrets: [${canary}`,
    ]) {
      expect(faultOf(content)).not.toContain(canary)
      expect(faultOf(content)).not.toBe('')
    }
  })
})
