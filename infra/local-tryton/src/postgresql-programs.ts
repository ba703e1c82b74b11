import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { MissingPrerequisite } from '@channel-adapter/local-kafka'

const run = promisify(execFile)
const NEEDED = ['initdb', 'postgres', 'psql']
/** Where Debian has one folder for each major version. */
const DEBIAN = '/usr/lib/postgresql'
/** The server refuses to run as root; this user owns nothing. */
const NOBODY = 'nobody'

/** The PostgreSQL server that is installed here. */
export interface PostgresqlPrograms {
  /** Its major version. */
  readonly version: string
  /** Where a program of it is. */
  program(name: string): string
  /** The command and arguments that start one as the user that the server may run as. */
  asServer(name: string, args: readonly string[]): [command: string, args: string[]]
  /** Gives a folder and all in it to that user. */
  ownedByServer(folder: string): Promise<void>
}

/** @throws MissingPrerequisite when there is none, or none that root may start */
export async function findPostgresql(): Promise<PostgresqlPrograms> {
  const folder = foldersOfPrograms().find((each) => NEEDED.every((name) => existsSync(join(each, name))))
  if (folder === undefined) {
    throw new MissingPrerequisite('no PostgreSQL server is installed: apt-get install postgresql')
  }
  const isRoot = process.getuid?.() === 0
  if (isRoot && !existsSync('/usr/bin/setpriv')) {
    throw new MissingPrerequisite('PostgreSQL does not run as root, and there is no setpriv (util-linux)')
  }
  const { stdout } = await run(join(folder, 'postgres'), ['--version'])
  const [version = ''] = /\d+/.exec(stdout) ?? []
  const program = (name: string) => join(folder, name)
  return {
    version,
    program,
    asServer: (name, args) =>
      isRoot
        ? [
            'setpriv',
            [`--reuid=${NOBODY}`, `--regid=${NOBODY_GROUP}`, '--clear-groups', program(name), ...args],
          ]
        : [program(name), [...args]],
    async ownedByServer(owned) {
      if (isRoot) await run('chown', ['-R', NOBODY, owned])
    },
  }
}

/** The group of `nobody` has another name on other systems, and the same number. */
const NOBODY_GROUP = '65534'

function foldersOfPrograms(): string[] {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : []
  return [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
}
