import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { createProgram } from './program.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

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

test('bash completes commands by its script', () => {
  const script = `
    adapter() { '${process.execPath}' '${main}' "$@"; }
    # What the package bash-completion brings, for one word after the other.
    _get_comp_words_by_ref() {
      words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=\${words[cword]}; prev=\${words[cword - 1]}
    }
    source <(adapter complete bash)
    complete_line() {
      COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMP_LINE="$*"; COMP_POINT=\${#COMP_LINE}; COMPREPLY=()
      __adapter_complete
      printf '%s\\n' "\${COMPREPLY[@]}"
    }
    complete_line adapter connections p`
  const completed = execFileSync('bash', ['-c', script], { encoding: 'utf8' })
  const words = completed.split('\n').map((line) => line.split(/\s/)[0])
  expect(words).toEqual(expect.arrayContaining(['pause', 'poll']))
  expect(words).not.toContain('resume')
}, 60_000)
