import type { Partner } from '@channel-adapter/partners'
import { litware } from '@channel-adapter/partners/testing'
import { describe, expect, test } from 'vitest'
import { declaredAccess, linesOf, readAssigned } from './declared-access.ts'

const nothing = { connections: [], partners: undefined, keptApart: [] }

describe('who has which role', () => {
  test('may be a certificate’s subject, which has signs of its own', () => {
    expect(readAssigned('partner:litware=User:CN=litware,O=Litware', nothing)).toEqual({
      principal: 'User:CN=litware,O=Litware',
      role: { role: 'partner', group: 'litware' },
    })
  })

  test.each([
    'applier',
    'applier=',
    'applier=bob',
    'aplier=User:bob',
    'partner=User:bob',
    'partner:=User:bob',
  ])('is not told by %s', (text) => {
    expect(readAssigned(text, nothing)).toBeUndefined()
  })

  test('is one a line in a file', () => {
    expect(linesOf('# ours\nextractor=User:e\n\n  gateway=User:g  \r\n')).toEqual([
      'extractor=User:e',
      'gateway=User:g',
    ])
  })
})

test('one principal in two roles has each right once', () => {
  const both = ['extractor=User:one', 'applier=User:one'].flatMap(
    (text) => readAssigned(text, { ...nothing, connections: ['erp'] }) ?? [],
  )
  const rules = declaredAccess(both, 'eu.')
  expect(new Set(rules.map((rule) => JSON.stringify(rule))).size).toBe(rules.length)
  expect(rules.every(({ name }) => name.startsWith('eu.'))).toBe(true)
})

test('the gateway may write what any of its partners may send, and everything where they are not named', () => {
  const written = (partners: Partner[] | undefined) => {
    const assigned = readAssigned('gateway=User:g', { ...nothing, partners })
    return declaredAccess(assigned ? [assigned] : [], '').map(({ name }) => name)
  }
  expect(written([litware({ sends: ['purchasing.order-update.v1'] }), litware({ sends: [] })])).toEqual([
    'purchasing.order-update.v1',
  ])
  expect(written(undefined)).toContain('purchasing.order.v1')
})
