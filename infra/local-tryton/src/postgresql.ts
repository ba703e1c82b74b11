import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ServerDidNotStart, spawnSupervised } from '@channel-adapter/local-kafka'
import { DATABASE } from './configuration.ts'
import type { DatabaseServer, Row } from './database.ts'
import type { PostgresqlPrograms } from './postgresql-programs.ts'

const run = promisify(execFile)
const OWNER = 'tryton'
const START_MS = 30_000
const READY = 'database system is ready to accept connections'
/** What is lost with the machine is made again; nobody but this machine's own user comes in. */
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'listen_addresses=',
  'lc_messages=C',
]

/**
 * A cluster of its own in a folder, reached by a socket there.
 * @param driver the folder that Tryton's Python finds its driver in
 */
export function postgresql(programs: PostgresqlPrograms, driver: string): DatabaseServer {
  const { version, program, ownedByServer, asServer } = programs
  return {
    version: `postgresql-${version}`,
    async create(folder) {
      await ownedByServer(folder)
      const [command, args] = asServer('initdb', [
        '-D',
        join(folder, 'data'),
        '-U',
        OWNER,
        '-A',
        'trust',
        '-E',
        'UTF8',
        '--locale=C',
        '--no-sync',
      ])
      await run(command, args, { cwd: '/' })
      const cluster = await started(folder)
      await psql(folder, 'postgres', `CREATE DATABASE ${DATABASE}`)
      await cluster.stop()
    },
    async open(folder) {
      await ownedByServer(folder)
      const cluster = await started(folder)
      return {
        uri: `postgresql://${OWNER}@${encodeURIComponent(folder)}/`,
        env: { PYTHONPATH: driver },
        async rows(select) {
          const found = await psql(folder, DATABASE, `SELECT coalesce(json_agg(t), '[]') FROM (${select}) t`)
          return JSON.parse(found) as Row[]
        },
        execute: async (statements) => void (await psql(folder, DATABASE, statements)),
        hold: (select) => holding(folder, select),
        stop: async () => void (await cluster.stop()),
      }
    },
  }

  async function started(folder: string) {
    const settings = SETTINGS.flatMap((setting) => ['-c', setting])
    const data = join(folder, 'data')
    const [command, args] = asServer('postgres', ['-D', data, '-k', folder, ...settings])
    const logged: string[] = []
    const ready = Promise.withResolvers<void>()
    const cluster = spawnSupervised(command, args, {
      name: 'postgres',
      cwd: '/',
      stderr(line) {
        logged.push(line)
        if (line.includes(READY)) ready.resolve()
      },
    })
    const failed = () => ready.reject(new ServerDidNotStart('postgres did not start', logged.join('\n')))
    void cluster.exited.then(failed)
    const late = setTimeout(failed, START_MS)
    try {
      await ready.promise
    } catch (fault) {
      await cluster.kill()
      throw fault
    } finally {
      clearTimeout(late)
    }
    return cluster
  }

  async function psql(folder: string, database: string, sql: string): Promise<string> {
    const { stdout } = await run(program('psql'), [...sessionIn(folder, database), '-c', sql], {
      maxBuffer: 64 * 1024 * 1024,
    })
    return stdout
  }

  async function holding(folder: string, select: string): Promise<() => Promise<void>> {
    const session: ChildProcessWithoutNullStreams = spawn(program('psql'), sessionIn(folder, DATABASE))
    const ended = once(session, 'exit')
    session.stdin.write(`BEGIN; ${select};\n`)
    await Promise.race([
      once(session.stdout, 'data'),
      ended.then(() => Promise.reject(new Error(`psql could not hold ${select}`))),
    ])
    return async () => {
      session.stdin.end('COMMIT;\n')
      await ended
    }
  }
}

/** psql without the user's own settings, printing values only, ended by the first fault. */
function sessionIn(folder: string, database: string): string[] {
  return ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-U', OWNER, '-d', database]
}
