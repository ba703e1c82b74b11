import type { Dice } from './dice.ts'

/** Cards in random order, shuffled anew when all are taken: each comes about equally often. */
export interface Deck<T> {
  /** Takes the first that fits; undefined when none of those that are left does. */
  take(fits: (card: T) => boolean): T | undefined
}

export function openDeck<T>(dice: Dice, cards: readonly T[]): Deck<T> {
  let left: T[] = []
  return {
    take(fits) {
      if (left.length === 0) left = dice.shuffled(cards)
      const at = left.findIndex(fits)
      return at < 0 ? undefined : left.splice(at, 1)[0]
    },
  }
}
