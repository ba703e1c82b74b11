/** Holds the promise that whoever finds a download finds it whole, also when two processes make it at once. */
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cached, cacheRoot } from './cache-folder.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cache-'))
})

afterEach(() => rm(root, { recursive: true }))

function fillWith(content: string): (folder: string) => Promise<void> {
  return async (folder) => {
    await mkdir(folder)
    await writeFile(join(folder, 'content'), content)
  }
}

describe('cached', () => {
  test('makes the folder once', async () => {
    const first = await cached(root, 'kafka-1', fillWith('first'))
    const second = await cached(root, 'kafka-1', () => Promise.reject(new Error('made again')))
    expect(second).toBe(first)
    expect(await readFile(join(second, 'content'), 'utf8')).toBe('first')
  })

  test('shows nothing while it is made, and leaves nothing when that fails', async () => {
    const broken = cached(root, 'kafka-1', async (folder) => {
      await fillWith('half')(folder)
      expect(await readdir(root)).not.toContain('kafka-1')
      throw new Error('the network is gone')
    })
    await expect(broken).rejects.toThrow('the network is gone')
    expect(await readdir(root)).toEqual([])
  })

  test('removes what a killed process left unfinished an hour ago, and nothing younger', async () => {
    await mkdir(join(root, '.unfinished-old'))
    await mkdir(join(root, '.unfinished-new'))
    const long = new Date(Date.now() - 2 * 3_600_000)
    await utimes(join(root, '.unfinished-old'), long, long)
    await cached(root, 'kafka-1', fillWith('content'))
    expect(await readdir(root)).toEqual(['.unfinished-new', 'kafka-1'])
  })

  test('keeps the first of two that are made at once', async () => {
    const slow = Promise.withResolvers<undefined>()
    const loser = cached(root, 'kafka-1', async (folder) => {
      await fillWith('loser')(folder)
      await slow.promise
    })
    const winner = await cached(root, 'kafka-1', fillWith('winner'))
    slow.resolve(undefined)
    expect(await loser).toBe(winner)
    expect(await readFile(join(winner, 'content'), 'utf8')).toBe('winner')
    expect(await readdir(root)).toEqual(['kafka-1'])
  })
})

test('the cache is where CHANNEL_ADAPTER_CACHE says, or XDG_CACHE_HOME, or in the home folder', () => {
  expect(cacheRoot({ CHANNEL_ADAPTER_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/home/u')).toBe('/a')
  expect(cacheRoot({ XDG_CACHE_HOME: '/b' }, '/home/u')).toBe('/b/channel-adapter')
  expect(cacheRoot({}, '/home/u')).toBe('/home/u/.cache/channel-adapter')
})
