/** What `adapter complete` prints, in the shells themselves. */
import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'

const adapter = `'${process.execPath}' '${fileURLToPath(new URL('main.ts', import.meta.url))}'`

interface Shell {
  readonly name: string
  readonly args: readonly string[]
  /** Prints what the line `adapter connections p` is completed to. */
  readonly script: string
}

const bash: Shell = {
  name: 'bash',
  args: ['-c'],
  script: `
    adapter() { ${adapter} "$@"; }
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
    complete_line adapter connections p`,
}

const zsh: Shell = {
  name: 'zsh',
  args: ['-f', '-c'],
  // Completion works at a terminal only: a zsh within the zsh, at one of its own.
  script: `
    zmodload zsh/zpty
    zpty inner zsh -f -i
    zpty -w inner 'stty -echo; PS1=; LISTMAX=0; adapter() { ${adapter.replaceAll("'", '"')} "$@" }
      autoload -Uz compinit; compinit -u -D; source <(adapter complete zsh); print RE""ADY'
    zpty -r inner said '*READY*'
    zpty -w -n inner $'adapter connections p\\t'
    # Ambiguous: it lists what there is.
    zpty -r inner said '*pause*poll*'
    print -r -- "$said"
    zpty -d inner`,
}

const fish: Shell = {
  name: 'fish',
  args: ['--no-config', '-c'],
  script: `
    function adapter; ${adapter} $argv; end
    adapter complete fish | source
    complete -C 'adapter connections p'`,
}

test.for([bash, zsh, fish])(
  '$name completes commands by its script',
  { timeout: 60_000 },
  ({ name, args, script }, { skip }) => {
    const isThere = spawnSync(name, ['-c', 'true']).error === undefined
    skip(!isThere, `${name} is not installed`)
    const completed = execFileSync(name, [...args, script], { encoding: 'utf8', timeout: 50_000 })
    // Of a terminal without what moves its cursor.
    const words = stripVTControlCharacters(completed).split(/\s+/)
    expect(words).toEqual(expect.arrayContaining(['pause', 'poll']))
    expect(words).not.toContain('resume')
  },
)
