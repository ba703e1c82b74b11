import { describe, expect, test, vi } from 'vitest'
import { ErpRejected, ErpUnavailable } from '../errors.ts'
import type { ErpConnection } from '../port.ts'
import { Gate } from './gate.ts'
import { gatedConnection } from './gated-connection.ts'

const live = new AbortController().signal
const turn = () => new Promise((resolve) => setImmediate(resolve))

function requests() {
  const started: number[] = []
  const ends: ((error?: Error) => void)[] = []
  const request = (id: number) => () => {
    started.push(id)
    return new Promise<number>((resolve, reject) =>
      ends.push((error) => (error ? reject(error) : resolve(id))),
    )
  }
  return { started, ends, request }
}

describe('a gate', () => {
  test('lets no more through than may be under way, the others in the order of their arrival', async () => {
    const gate = new Gate({ maxConcurrency: 2 })
    const { started, ends, request } = requests()
    const all = [1, 2, 3, 4].map((id) => gate.pass(request(id), live))
    await turn()
    expect(started).toEqual([1, 2])
    for (let next = 0; next < 4; next++) {
      ends[next]?.()
      await turn()
    }
    expect(started).toEqual([1, 2, 3, 4])
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4])
  })

  test('of an ERP that is away lets one try while the others wait, and all through when it answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    try {
      const changes: string[] = []
      const gate = new Gate({
        maxConcurrency: 10,
        failuresToOpen: 1,
        random: () => 1,
        onChange: ({ circuit }) => changes.push(circuit),
      })
      await expect(gate.pass(() => Promise.reject(new ErpUnavailable('away')), live)).rejects.toThrow('away')
      const { started, ends, request } = requests()
      const all = [1, 2, 3].map((id) => gate.pass(request(id), live))
      await vi.advanceTimersByTimeAsync(499)
      expect(started).toEqual([])
      await vi.advanceTimersByTimeAsync(1)
      expect(started).toEqual([1])
      ends[0]?.()
      await vi.advanceTimersByTimeAsync(0)
      expect(started).toEqual([1, 2, 3])
      ends.forEach((end) => end())
      await Promise.all(all)
      expect(changes).toEqual(['open', 'closed'])
    } finally {
      vi.useRealTimers()
    }
  })

  test('lets go of one who waits no longer', async () => {
    const gate = new Gate({ maxConcurrency: 1 })
    const { ends, request } = requests()
    const first = gate.pass(request(1), live)
    const abort = new AbortController()
    const second = gate.pass(request(2), abort.signal)
    abort.abort(new Error('no longer ours'))
    await expect(second).rejects.toThrow('no longer ours')
    expect(gate.report().waiting).toBe(0)
    ends[0]?.()
    expect(await first).toBe(1)
  })

  test('that is held lets nobody through, not even one that tries, until it is released', async () => {
    const gate = new Gate({ maxConcurrency: 2, failuresToOpen: 1, random: () => 0 })
    const { started, ends, request } = requests()
    const first = gate.pass(request(1), live)
    await turn()
    gate.hold()
    const second = gate.pass(request(2), live)
    ends[0]?.()
    expect(await first).toBe(1)
    expect(started).toEqual([1])
    expect(gate.report()).toMatchObject({ held: true, waiting: 1 })
    gate.release()
    await turn()
    ends[1]?.()
    expect(await second).toBe(2)
    expect(gate.report().held).toBe(false)
  })

  test('that is closed turns away who waits and who comes, and waits for what is under way', async () => {
    const gate = new Gate({ maxConcurrency: 1 })
    const { ends, request } = requests()
    const [first, second] = [gate.pass(request(1), live), gate.pass(request(2), live)]
    gate.close()
    await expect(second).rejects.toBeInstanceOf(ErpUnavailable)
    await expect(gate.pass(request(3), live)).rejects.toThrow('the process is stopping')
    ends[0]?.()
    expect(await first).toBe(1)
  })
})

describe('a gated connection', () => {
  test('waits out an ERP that is away, and passes on an error that waiting cannot mend', async () => {
    const answers = [new ErpUnavailable('away'), new ErpUnavailable('away'), undefined]
    const erp = {
      readOrder: () => {
        const error = answers.shift()
        return error ? Promise.reject(error) : Promise.resolve(undefined)
      },
      applyUpdate: () => Promise.reject(new ErpRejected('no')),
    } as unknown as ErpConnection
    const gated = gatedConnection(erp, new Gate({ maxConcurrency: 1 }))
    expect(await gated.readOrder('1', live)).toBeUndefined()
    expect(answers).toEqual([])
    await expect(gated.applyUpdate({} as never, '1', live)).rejects.toBeInstanceOf(ErpRejected)
  })

  test('no longer waits for an ERP that is away when its gate is closed', async () => {
    const gate = new Gate({ maxConcurrency: 1 })
    const erp = { readOrder: () => Promise.reject(new ErpUnavailable('away')) } as unknown as ErpConnection
    const read = gatedConnection(erp, gate).readOrder('1', live)
    await turn()
    gate.close()
    await expect(read).rejects.toBeInstanceOf(ErpUnavailable)
  })
})
