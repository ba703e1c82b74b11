/**
 * Holds the promise that no process of ours outlives the one that started it: not its death by kill -9, not a child
 * deaf to SIGTERM, not a grandchild left behind.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { groupOf } from '../test/process-table.ts'
import { spawnSupervised } from './supervised-process.ts'
import type { SupervisedProcess } from './supervised-process.ts'

const started: SupervisedProcess[] = []

afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.kill()))
})

/** Runs a shell script, and resolves when it has printed its first line. */
async function sh(script: string): Promise<SupervisedProcess> {
  return new Promise((resolve) => {
    const child = spawnSupervised('/bin/sh', ['-c', script], { stdout: () => resolve(child) })
    started.push(child)
  })
}

describe('a supervised process', () => {
  test('ends, and its children with it, when its parent is killed with -9', async () => {
    const fixture = fileURLToPath(new URL('../test/parent-with-family.ts', import.meta.url))
    const parent = spawn(process.execPath, [fixture], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const child = Number(line.toString())
    expect(groupOf(child).length).toBeGreaterThanOrEqual(3)

    parent.kill('SIGKILL')

    await vi.waitFor(() => expect(groupOf(child)).toEqual([]), { timeout: 5_000, interval: 20 })
  })

  test('leaves no grandchild when it ends by itself', async () => {
    const child = await sh('sleep 600 & echo up')

    expect(await child.exited).toEqual({ code: 0, signal: null })
    expect(groupOf(child.pid)).toEqual([])
  })

  test('leaves no grandchild when it is killed', async () => {
    const child = await sh('sleep 600 & echo up; wait')

    expect(await child.kill()).toEqual({ code: null, signal: 'SIGKILL' })
    expect(groupOf(child.pid)).toEqual([])
  })

  test('has the pid of the command itself, so that signals from outside reach it', async () => {
    let printed = ''
    const child = spawnSupervised('/bin/sh', ['-c', 'echo $$; exec sleep 600'], {
      stdout: (line) => (printed = line),
    })
    started.push(child)
    await vi.waitFor(() => expect(printed).toBe(String(child.pid)), { interval: 10 })

    process.kill(child.pid, 'SIGKILL')

    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' })
    expect(child.running).toBe(false)
  })

  test('passes on the exit code, 127 for a command that does not exist', async () => {
    expect(await spawnSupervised('/bin/sh', ['-c', 'exit 7']).exited).toEqual({ code: 7, signal: null })
    expect(await spawnSupervised('no-such-command').exited).toEqual({ code: 127, signal: null })
  })

  test('passes arguments and environment untouched', async () => {
    const lines: string[] = []
    const awkward = ['two words', '$HOME', "it's", '']
    const child = spawnSupervised('/bin/sh', ['-c', 'printf "%s\\n" "$@" "$GREETING"', 'sh', ...awkward], {
      env: { ...process.env, GREETING: 'hello; there' },
      stdout: (line) => lines.push(line),
    })

    await child.exited

    expect(lines).toEqual([...awkward, 'hello; there'])
  })

  test('delivers all its output before it counts as ended', async () => {
    const lines: string[] = []
    const child = spawnSupervised('/bin/sh', ['-c', 'seq 1 20000; printf last >&2'], {
      stdout: (line) => lines.push(line),
      stderr: (line) => lines.push(line),
    })

    await child.exited

    expect(lines).toHaveLength(20_001)
    expect(lines).toContain('last')
  })

  test('stops on SIGTERM in its own way', async () => {
    const child = await sh('trap "exit 3" TERM; echo up; while :; do sleep 0.05; done')

    expect(await child.stop()).toEqual({ code: 3, signal: null })
  })

  test('is killed when SIGTERM does not end it in the grace time', async () => {
    const child = await sh('trap "" TERM; echo up; while :; do sleep 0.05; done')

    expect(await child.stop(100)).toEqual({ code: null, signal: 'SIGKILL' })
    expect(groupOf(child.pid)).toEqual([])
  })

  test('can be stopped while SIGSTOP holds it', async () => {
    const child = await sh('trap "exit 3" TERM; echo up; while :; do sleep 0.05; done')
    process.kill(child.pid, 'SIGSTOP')

    expect(await child.stop(100)).toEqual({ code: null, signal: 'SIGKILL' })
  })

  test('leads a process group of its own, which Ctrl-C in the terminal does not reach', async () => {
    const child = await sh('echo up; while :; do sleep 0.05; done')

    expect(groupOf(child.pid).map(({ pid }) => pid)).toContain(child.pid)
    expect(groupOf(child.pid).map(({ pid }) => pid)).not.toContain(process.pid)
  })

  test('cannot start in a folder that does not exist', () => {
    expect(() => spawnSupervised('true', [], { name: 'the gateway', cwd: '/no/such/folder' })).toThrow(
      'the gateway cannot start: /no/such/folder does not exist',
    )
  })
})
