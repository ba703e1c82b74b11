import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../../../', import.meta.url))

/** The tag under which the tests build and run the images. */
export const VERSION = 'test'
/** With these every service is built and runs. */
export const PROFILES = 'mocks,apart'
export const imageOf = (name: string): string => `purchase-order-channel-adapter/${name}:${VERSION}`

/** @returns what it writes to stdout. @throws what it says on stderr */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', args)
  return stdout.trim()
}

/** Calls Compose in the repository, as a person would: `docker compose`, or `docker-compose` where that is what there is. */
export async function compose(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [command = '', ...first] = await composeCommand()
  const { stdout } = await run(command, [...first, ...args], {
    cwd: repository,
    env: { ...process.env, VERSION, ...env },
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout
}

async function composeCommand(): Promise<readonly string[]> {
  for (const command of [['docker', 'compose'], ['docker-compose']]) {
    const [program = '', ...args] = command
    if (await works(program, [...args, 'version'])) return command
  }
  throw new Error('Docker Compose is not installed')
}

export async function works(program: string, args: readonly string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  )
}
