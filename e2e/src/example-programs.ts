import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { javaProgram } from '@channel-adapter/local-kafka'
import { pythonPackages } from '@channel-adapter/local-python'

/** One of the programs in examples/, ready to be started. */
export interface ExampleProgram {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const examples = fileURLToPath(new URL('../../examples/', import.meta.url))

/** The Python example, its packages downloaded first when they are not in the cache. @throws as pythonPackages does */
export async function pythonExample(): Promise<ExampleProgram> {
  const packages = await pythonPackages('example-python', join(examples, 'python/requirements.txt'))
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
