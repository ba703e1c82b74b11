import { expect, test } from 'vitest'
import { Places } from './places.ts'

function places(most: number) {
  const atWork = new Set<string>()
  const held = new Places<string>(most, (name) => atWork.has(name))
  return {
    atWork,
    enter: (...names: string[]) => names.map((name) => held.enter(name)?.gone),
    serve: (...names: string[]) => names.forEach((name) => held.served(name)),
    leave: (name: string) => held.leave(name),
  }
}

test('while there is a place for everybody nobody goes', () => {
  const { enter, leave } = places(2)
  expect(enter('a', 'b')).toEqual([undefined, undefined])
  leave('a')
  expect(enter('c')).toEqual([undefined])
})

test('of those that were never served the one that came first goes, and then the next', () => {
  const { enter } = places(2)
  enter('a', 'b')
  expect(enter('c', 'd', 'e')).toEqual(['a', 'b', 'c'])
})

test('one that was served stays, however long ago it came, while others hold more than half of the places', () => {
  const { enter, serve } = places(4)
  enter('good', 'a', 'b', 'c')
  serve('good')
  expect(enter('d', 'e', 'f', 'g')).toEqual(['a', 'b', 'c', 'd'])
})

test('of those that were served and are silent the one that has been so the longest goes: they do not hold all places', () => {
  const { enter, serve } = places(4)
  enter('a', 'b', 'c', 'd')
  serve('b', 'a', 'c', 'd', 'b')
  expect(enter('e', 'f', 'g', 'h')).toEqual(['a', 'c', 'd', 'e'])
})

test('nobody goes whose request is at work; answered, it waits like others', () => {
  const { enter, serve, atWork } = places(2)
  enter('a', 'b')
  atWork.add('a')
  expect(enter('c')).toEqual(['b'])
  atWork.add('c')
  expect(enter('d')).toEqual(['d'])
  atWork.clear()
  serve('a')
  expect(enter('e')).toEqual(['a'])
})
