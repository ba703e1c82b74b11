import { readFileSync } from 'node:fs'
import avro from 'avsc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contracts } from './contracts.ts'
import { fromUnscaled } from './decimal.ts'
import { generatedFiles } from './generate/files.ts'
import { violationsOf } from './validate.ts'

const decimals = fc.bigInt({ min: -(10n ** 28n - 1n), max: 10n ** 28n - 1n }).map(fromUnscaled)

const response = {
  id: 'u-1',
  source: 'erp',
  number: '4711',
  orderRevision: 1,
  partner: 'supplier-1580',
  occurredAt: '2026-11-24T20:00:00.000000Z',
  response: { code: 'AP', lines: [{ line: '1', code: '5', quantity: '4' }] },
}

describe('every contract', () => {
  test('is plain Avro to a client that knows none of our logical types', () => {
    for (const { schema } of Object.values(contracts))
      expect(() => avro.Type.forSchema(JSON.parse(schema))).not.toThrow()
  })

  test('has the TypeScript types that its schema says', () => {
    for (const { file, content } of generatedFiles())
      expect(readFileSync(file, 'utf8'), file.pathname).toBe(content)
  })
})

describe('money and quantities', () => {
  test('are the same after the way through Avro, whatever their digits', () => {
    fc.assert(
      fc.property(decimals, (quantity) => {
        const lines = [{ line: '1', code: '5', quantity, unitPrice: quantity }]
        const bytes = contracts.orderUpdate.type.toBuffer({ ...response, response: { code: 'AP', lines } })
        const read = contracts.orderUpdate.type.fromBuffer(bytes) as typeof response
        expect(read.response.lines[0]).toMatchObject({ quantity, unitPrice: quantity })
      }),
    )
  })

  test('as JSON numbers are refused, since they have lost digits already', () => {
    const lines = [{ line: '1', code: '5', quantity: 4 }]
    expect(violationsOf(contracts.orderUpdate, { ...response, response: { code: 'AP', lines } })).toEqual([
      { path: '/response/lines/0/quantity', message: expect.stringContaining('a decimal number as text') },
    ])
  })
})

describe('a value that breaks its contract', () => {
  const faults = (change: object) =>
    violationsOf(contracts.orderUpdate, { ...response, ...change }).map(({ path }) => path)

  test('is told every place', () => {
    const lines = [
      { line: '1', code: '6' },
      { line: '2', code: '5', promisedDate: '2026-02-30' },
    ]
    expect(faults({ response: { code: 'XX', lines } })).toEqual([
      '/response/code',
      '/response/lines/0/code',
      '/response/lines/1/promisedDate',
    ])
  })

  test.each([
    ['a missing field', { id: undefined }, ['/id']],
    ['a field that the contract does not have', { remark: 'x' }, ['/remark']],
    ['no body at all', { response: null }, ['']],
    ['two bodies', { statusChange: { status: 'CANCELLED' } }, ['']],
    [
      'a line answered twice',
      {
        response: {
          code: 'AP',
          lines: [
            { line: '1', code: '5' },
            { line: '1', code: '5' },
          ],
        },
      },
      ['/response/lines/1/line'],
    ],
    [
      'a negative quantity',
      { response: { code: 'AP', lines: [{ line: '1', code: '5', quantity: '-1' }] } },
      ['/response/lines/0/quantity'],
    ],
    ['an answer without lines', { response: { code: 'AP', lines: [] } }, ['/response/lines']],
    ['a source that is no connection name', { source: 'My ERP' }, ['/source']],
    ['an endless id', { id: 'x'.repeat(201) }, ['/id']],
  ])('%s is found', (_, change, paths) => {
    expect(faults(change)).toEqual(paths)
  })

  test('optional fields may be left out, as senders of JSON do', () => {
    expect(violationsOf(contracts.orderUpdate, response)).toEqual([])
  })
})
