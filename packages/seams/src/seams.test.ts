import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { armSeams, crashPoint, isOff } from './seams.ts'

afterEach(() => armSeams('{}', false))

/** Passes a crash point three times in a process of its own. */
function passThrice(seams: string) {
  const module = fileURLToPath(new URL('./seams.ts', import.meta.url))
  const code = `const { armSeams, crashPoint } = await import(${JSON.stringify(module)})
    armSeams(${JSON.stringify(seams)}, false)
    for (const time of [1, 2, 3]) { process.stdout.write(String(time)); crashPoint('apply.written') }`
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
  })
  return { stdout, signal }
}

describe('a test seam', () => {
  test('is dead when nothing is armed', () => {
    armSeams(undefined, true)
    crashPoint('apply.written')
    expect(isOff('parking')).toBe(false)
  })

  test('kills the process at the passing asked for, as kill -9 does', () => {
    expect(passThrice('{"crashAt":{"apply.written":2}}')).toEqual({ stdout: '12', signal: 'SIGKILL' })
    expect(passThrice('{"crashAt":{"apply.decoded":1}}')).toEqual({ stdout: '123', signal: null })
  })

  test('switches a guarantee off', () => {
    armSeams('{"off":["parking"]}', false)
    expect(isOff('parking')).toBe(true)
    expect(isOff('fencing')).toBe(false)
  })

  test('is refused in production', () => {
    expect(() => armSeams('{}', true)).toThrow('production')
  })

  test('that nobody knows is refused, since it would prove nothing', () => {
    expect(() => armSeams('{"off":["parkin"],"crashAt":{"apply.wrote":1}}', false)).toThrow(
      'apply.wrote, parkin',
    )
  })
})
