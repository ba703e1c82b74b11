import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { createProgram } from './program.ts'

class Ended extends Error {
  readonly code: number
  constructor(code: number) {
    super(`ended with ${code}`)
    this.code = code
  }
}

/** The command, and all that it says, ended by an error instead of ending this process. */
function program() {
  const said: string[] = []
  const created = createProgram((code) => {
    throw new Ended(code)
  })
  const quiet = (command: Command): void => {
    const write = (text: string) => void said.push(text)
    command.configureOutput({ writeOut: write, writeErr: write })
    for (const inner of command.commands) quiet(inner)
  }
  quiet(created)
  return { run: (...args: string[]) => created.parseAsync(args, { from: 'user' }), said, created }
}

function leaves(command: Command, path: readonly string[] = []): string[][] {
  if (command.commands.length === 0) return [[...path]]
  return command.commands.flatMap((inner) => leaves(inner, [...path, inner.name()]))
}
const all = leaves(program().created).map((path) => [path.join(' '), path] as const)

describe('every command', () => {
  test.each(all)('%s shows in its help how it is called', async (_, path) => {
    const { run, said } = program()
    await expect(run(...path, '--help')).rejects.toMatchObject({ code: 0 })
    expect(said.join('')).toMatch(/\nExamples?[:,]/)
  })

  test.each(all)('%s ends with 2 for an option that it has not got', async (_, path) => {
    const { run, said } = program()
    await expect(run(...path, '--nope')).rejects.toMatchObject({ code: 2 })
    // What it needs may be missed before.
    expect(said.join('')).toMatch(/unknown option '--nope'|required option|missing required argument/)
  })
})

test('a shell that nobody knows is wrong usage', async () => {
  await expect(program().run('complete', 'tcsh')).rejects.toMatchObject({ code: 2 })
})
