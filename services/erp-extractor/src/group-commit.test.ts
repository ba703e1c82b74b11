import { expect, test } from 'vitest'
import { GroupCommit } from './group-commit.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Commits that end when they are told to. */
function commits() {
  const begun: (readonly number[])[] = []
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = []
  const commit = (group: readonly number[]) => {
    begun.push(group)
    return new Promise<void>((resolve, reject) => ends.push({ resolve, reject }))
  }
  return { begun, ends, commit }
}

test('the first is committed at once, and what comes meanwhile together', async () => {
  const { begun, ends, commit } = commits()
  const group = new GroupCommit<number>(commit, 4)
  for (const item of [1, 2, 3]) await group.add(item)
  expect(begun).toEqual([[1]])
  ends[0]?.resolve()
  await turn()
  expect(begun).toEqual([[1], [2, 3]])
  const settled = group.settled()
  ends[1]?.resolve()
  await settled
})

test('whoever fills a group waits until it is under way', async () => {
  const { begun, ends, commit } = commits()
  const group = new GroupCommit<number>(commit, 2)
  await group.add(1)
  await group.add(2)
  let added = false
  const full = group.add(3).then(() => (added = true))
  await turn()
  expect(added).toBe(false)
  ends[0]?.resolve()
  await full
  expect(begun).toEqual([[1], [2, 3]])
})

test('behind a commit that failed nothing is committed, and everybody is told', async () => {
  const { begun, ends, commit } = commits()
  const group = new GroupCommit<number>(commit, 2)
  await group.add(1)
  await group.add(2)
  ends[0]?.reject(new Error('fenced'))
  await turn()
  await expect(group.settled()).rejects.toThrow('fenced')
  await expect(group.add(3)).rejects.toThrow('fenced')
  expect(begun).toEqual([[1]])
})
