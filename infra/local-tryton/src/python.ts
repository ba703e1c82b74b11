import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { MissingPrerequisite } from '@channel-adapter/local-kafka'

const run = promisify(execFile)

/** What Tryton 7.8 asks for. */
const OLDEST = [3, 9] as const

const INSTALL =
  'Tryton needs Python 3.9 or newer with venv: apt-get install python3-venv, or brew install python'

/** A Tryton that is installed. */
export interface Installation {
  /** Its Python, which knows Tryton. */
  readonly python: string
  /** A script of Tryton's: `trytond`, `trytond-admin`. */
  script(name: string): string
}

/**
 * The Python that there is.
 * @throws MissingPrerequisite when there is none, an old one, or one that makes no virtual environments
 */
export async function findPython(command = 'python3'): Promise<string> {
  const check = `import ensurepip, sys; sys.exit(sys.version_info < (${OLDEST.join(', ')}))`
  try {
    await run(command, ['-c', check])
    return command
  } catch (fault) {
    throw new MissingPrerequisite(INSTALL, { cause: fault })
  }
}
