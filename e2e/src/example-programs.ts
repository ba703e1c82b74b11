import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cached, cacheRoot, javaProgram } from '@channel-adapter/local-kafka'

const run = promisify(execFile)

/** One of the programs in examples/, ready to be started. */
export interface ExampleProgram {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const examples = fileURLToPath(new URL('../../examples/', import.meta.url))

/** The Python example, its packages downloaded from PyPI first when they are not in the cache. @throws when Python, pip or PyPI is missing */
export async function pythonExample(): Promise<ExampleProgram> {
  const requirements = join(examples, 'python/requirements.txt')
  const { stdout: version } = await run('python3', ['-c', 'import sys; print(sys.version)'])
  const name = `example-python-${await fingerprint([requirements], version)}`
  // Unlike a virtual environment, a folder of packages can be moved into place when it is whole.
  const packages = await cached(cacheRoot(), name, async (unfinished) => {
    const into = ['--target', unfinished, '-r', requirements]
    await run('python3', ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...into])
  })
  const env = { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' }
  return { command: 'python3', args: [join(examples, 'python/accept_orders.py')], env }
}

/** The Java example, compiled; its jars come through Maven, as Kafka's do. @throws when a JDK, Maven or its repository is missing */
export async function javaExample(): Promise<ExampleProgram> {
  const folder = join(examples, 'java')
  const program = await javaProgram(join(folder, 'pom.xml'), join(folder, 'AcceptOrders.java'))
  const { command, classPath, mainClass } = program
  // Quick to start rather than quick to run.
  const flags = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx128m']
  return { command, args: [...flags, '-cp', classPath, mainClass], env: {} }
}

async function fingerprint(files: readonly string[], more = ''): Promise<string> {
  const hash = createHash('sha256').update(more)
  for (const file of files) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 12)
}
