import { AsyncLocalStorage } from 'node:async_hooks'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { KeyedWork } from './keyed-work.ts'

/** Tasks that end when the test says so. */
function workshop(concurrency: number, capacity = 100) {
  const work = new KeyedWork({ concurrency, capacity })
  const started: string[] = []
  const finish = new Map<string, () => void>()
  const add = (key: string, name: string) =>
    work.add(key, () => {
      started.push(name)
      return new Promise((resolve) => finish.set(name, resolve))
    })
  const end = async (name: string) => {
    finish.get(name)?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { work, started, add, end }
}

describe('keyed work', () => {
  test('begins a task of a key only when the one before has ended', async () => {
    const { started, add, end } = workshop(4)
    add('a', 'a1')
    add('a', 'a2')
    add('b', 'b1')
    expect(started).toEqual(['a1', 'b1'])
    await end('a1')
    expect(started).toEqual(['a1', 'b1', 'a2'])
  })

  test('that is paused begins nothing, lets what is at work end, and goes on in the same order', async () => {
    const { work, started, add, end } = workshop(1)
    add('a', 'a1')
    work.pause()
    add('a', 'a2')
    add('b', 'b1')
    await end('a1')
    expect(started).toEqual(['a1'])
    work.resume()
    await end('a2')
    expect(started).toEqual(['a1', 'a2', 'b1'])
  })

  test('gives a free place to the task that arrived first, so that a hot key neither starves nor is starved', async () => {
    const { started, add, end } = workshop(1)
    add('hot', 'hot1')
    add('hot', 'hot2')
    add('x', 'x1')
    add('hot', 'hot3')
    add('y', 'y1')
    for (const name of ['hot1', 'hot2', 'x1', 'hot3', 'y1']) await end(name)
    expect(started).toEqual(['hot1', 'hot2', 'x1', 'hot3', 'y1'])
  })

  test('forgets what has not begun, and lets what has come to its end', async () => {
    const { work, started, add, end } = workshop(1)
    add('a', 'a1')
    add('a', 'a2')
    add('b', 'b1')
    work.discardWaiting()
    expect(work.size).toBe(1)
    add('a', 'a3')
    await end('a1')
    expect(started).toEqual(['a1', 'a3'])
    await end('a3')
    await work.idle()
    expect(work.size).toBe(0)
  })

  test('begins the next task when one says that it may, and counts what is left of that one until its end', async () => {
    const work = new KeyedWork({ concurrency: 1, capacity: 100 })
    const started: string[] = []
    const { promise: rest, resolve: end } = Promise.withResolvers<void>()
    work.add('a', async (turn) => {
      started.push('a1')
      turn.release()
      await rest
    })
    work.add('a', async () => void started.push('a2'))
    work.add('b', async () => void started.push('b1'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(started).toEqual(['a1', 'a2', 'b1'])
    expect(work.size).toBe(1)
    end()
    await work.idle()
    expect(work.size).toBe(0)
  })

  test('gives the place of one that steps aside to another, keeps its key, and lets it go on when there is a place', async () => {
    const work = new KeyedWork({ concurrency: 1, capacity: 100 })
    const happened: string[] = []
    const ends = new Map<string, () => void>()
    const until = (name: string) => new Promise<void>((resolve) => ends.set(name, resolve))
    const end = async (name: string) => {
      ends.get(name)?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    work.add('a', async (turn) => {
      happened.push('a1')
      await turn.aside(until('wait').then(() => true))
      happened.push('a1 again')
    })
    work.add('a', async () => void happened.push('a2'))
    work.add('b', async () => {
      happened.push('b1')
      await until('b1')
    })
    work.add('c', async () => void happened.push('c1'))
    expect(happened).toEqual(['a1', 'b1'])
    await end('wait')
    expect(happened).toEqual(['a1', 'b1'])
    await end('b1')
    expect(happened).toEqual(['a1', 'b1', 'a1 again', 'a2', 'c1'])
  })

  test('gives no place to one that does not go on, so that whoever stops while all is paused need not wait', async () => {
    const work = new KeyedWork({ concurrency: 1, capacity: 100 })
    const { promise, resolve: stop } = Promise.withResolvers<boolean>()
    work.add('a', (turn) => turn.aside(promise))
    work.pause()
    stop(false)
    await work.idle()
    expect(work.size).toBe(0)
  })

  test('gives every other place to one that has not begun, however many come back', async () => {
    const { work, started, add, end } = workshop(1)
    const { promise, resolve: goOn } = Promise.withResolvers<boolean>()
    for (const name of ['a', 'b', 'c'])
      work.add(name, (turn) => turn.aside(promise).then(() => void started.push(`${name} again`)))
    add('x', 'x1')
    add('y', 'y1')
    add('z', 'z1')
    goOn(true)
    await end('')
    for (const name of ['x1', 'y1', 'z1']) await end(name)
    expect(started).toEqual(['x1', 'a again', 'y1', 'b again', 'z1', 'c again'])
  })

  test('runs each task in its own context, not in that of the one that made room', async () => {
    const work = new KeyedWork({ concurrency: 1, capacity: 100 })
    const context = new AsyncLocalStorage<string>()
    const seen: (string | undefined)[] = []
    for (const key of ['a', 'a', 'b'])
      work.add(key, (turn) =>
        context.run(`${context.getStore()} > ${key}`, async () => {
          seen.push(context.getStore())
          await turn.aside(Promise.resolve(true))
          seen.push(context.getStore())
          turn.release()
        }),
      )
    await work.idle()
    expect(new Set(seen)).toEqual(new Set(['undefined > a', 'undefined > b']))
  })

  describe('is crowded', () => {
    /** So many keys, of each so many tasks of a weight, the first of which stands aside. */
    function asides(limits: { capacity: number; weight?: number }, keys: number, each: number, weight = 0) {
      const work = new KeyedWork({ concurrency: 1, ...limits })
      const { promise, resolve: goOn } = Promise.withResolvers<boolean>()
      for (let key = 0; key < keys; key++)
        for (let n = 0; n < each; n++)
          work.add(`aside ${key}`, (turn) => (n === 0 ? turn.aside(promise) : Promise.resolve()), weight)
      let crowded: boolean | undefined
      const ask = async (of = 1) => {
        work.add('asks', async (turn) => void (crowded = turn.crowded()), of)
        await vi.waitUntil(() => crowded !== undefined)
        return crowded
      }
      return { work, ask, goOn }
    }

    test.each([
      ['as much as three quarters of the capacity', 5, 1, false],
      ['one more', 6, 1, true],
      ['as many behind one of them', 1, 5, false],
      ['one more behind it', 1, 6, true],
    ])('for one more when those aside take %s: %#', async (_, keys, each, crowded) => {
      expect(await asides({ capacity: 8 }, keys, each).ask()).toBe(crowded)
    })

    test('by weight, too', async () => {
      const limits = { capacity: 100, weight: 100 }
      expect(await asides(limits, 2, 1, 30).ask(15)).toBe(false)
      expect(await asides(limits, 2, 1, 30).ask(16)).toBe(true)
    })

    test('no longer when they have gone on, or what waited is forgotten', async () => {
      const first = asides({ capacity: 8 }, 3, 2)
      first.goOn(true)
      await first.work.idle()
      expect(await first.ask()).toBe(false)
      const second = asides({ capacity: 8 }, 3, 2)
      second.work.discardWaiting()
      expect(await second.ask()).toBe(false)
    })

    test('for one that stood aside itself only if it would not be without it', async () => {
      const work = new KeyedWork({ concurrency: 1, capacity: 8 })
      const crowded: boolean[] = []
      for (let key = 0; key < 6; key++)
        work.add(String(key), async (turn) => {
          await turn.aside(Promise.resolve(true))
          crowded.push(turn.crowded())
        })
      await work.idle()
      expect(crowded).toEqual([false, false, false, false, false, false])
    })
  })

  test('lets one that stepped aside go on while all is paused: it has begun', async () => {
    const work = new KeyedWork({ concurrency: 1, capacity: 100 })
    const { promise, resolve: goOn } = Promise.withResolvers<boolean>()
    const happened: string[] = []
    work.add('a', (turn) => turn.aside(promise).then(() => void happened.push('a1 again')))
    work.pause()
    work.add('b', async () => void happened.push('b1'))
    goOn(true)
    await vi.waitUntil(() => work.size === 1)
    expect(happened).toEqual(['a1 again'])
    work.resume()
    await work.idle()
  })

  test('is full, too, when what waits weighs too much', async () => {
    const work = new KeyedWork({ concurrency: 1, capacity: 100, weight: 10 })
    const ends: (() => void)[] = []
    for (const weight of [6, 6]) work.add('a', () => new Promise((resolve) => ends.push(resolve)), weight)
    expect(work.full).toBe(true)
    const room = work.room()
    ends.shift()?.()
    await room
    expect(work.full).toBe(false)
    work.discardWaiting()
    for (const weight of [3]) work.add('b', () => Promise.resolve(), weight)
    expect(work.full).toBe(false)
  })

  test('says when it is full and when there is room again', async () => {
    const { work, add, end } = workshop(1, 2)
    add('a', 'a1')
    add('a', 'a2')
    expect(work.full).toBe(true)
    let room = false
    void work.room().then(() => (room = true))
    await Promise.resolve()
    expect(room).toBe(false)
    await end('a1')
    expect(room).toBe(true)
  })

  test('whatever arrives when, each key keeps its order and no more run than may', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 })), { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        async (arrivals, concurrency) => {
          const work = new KeyedWork({ concurrency, capacity: 1000 })
          const done = new Map<number, number[]>()
          let running = 0
          arrivals.forEach(([key, turns], index) =>
            work.add(String(key), async (turn) => {
              expect(++running).toBeLessThanOrEqual(concurrency)
              for (let n = 0; n < turns; n++) await Promise.resolve()
              running--
              if (turns === 2) {
                await turn.aside(Promise.resolve(true))
                expect(++running).toBeLessThanOrEqual(concurrency)
                await Promise.resolve()
                running--
              }
              done.set(key, [...(done.get(key) ?? []), index])
              // Some have something left to do that holds nobody up.
              if (turns === 1) turn.release()
              for (let n = 0; n < index % 3; n++) await Promise.resolve()
            }),
          )
          await work.idle()
          for (const indexes of done.values()) expect(indexes).toEqual(indexes.toSorted((a, b) => a - b))
          expect([...done.values()].flat()).toHaveLength(arrivals.length)
        },
      ),
    )
  })
})
