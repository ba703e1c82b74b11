import { breather } from '@channel-adapter/patience'

/** The results of some work on each item, in their order, so many at a time. @throws the first failure, after which nothing new begins */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  atATime: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const breathe = breather()
  let next = 0
  async function worker(): Promise<void> {
    for (;;) {
      await breathe()
      const index = next++
      if (index >= items.length) return
      try {
        results[index] = await work(items[index] as Item)
      } catch (error) {
        next = items.length
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, worker))
  return results
}
