import { expect, test } from 'vitest'
import { foldName } from './fold-name.ts'

const columns = ['id', 'name', 'rating']

test('a row of as many fields as columns stays as it is', () => {
  expect(foldName(columns, ['1', 'Trikes', '2'])).toEqual(['1', 'Trikes', '2'])
})

test('a name with commas is put together again, blanks included', () => {
  expect(foldName(columns, ['1', 'Frame', ' Black', ' 58', '2'])).toEqual(['1', 'Frame, Black, 58', '2'])
})

test('a row with too few fields, or with too many and no name, is refused', () => {
  expect(() => foldName(columns, ['1', 'Trikes'])).toThrow('a row of 2 fields under 3 columns')
  expect(() => foldName(['id', 'rating'], ['1', '2', '3'])).toThrow('a row of 3 fields under 2 columns')
})
