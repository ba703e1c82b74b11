import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { MissingPrerequisite } from './missing-prerequisite.ts'

const run = promisify(execFile)

/** What Kafka 4 and Apicurio 3.0 both need. */
const OLDEST = 17

export interface Java {
  /** The program to start. */
  command: string
  /** As Java names itself, such as `17.0.15`. */
  version: string
}

/**
 * Returns the Java of `JAVA_HOME`, or else the one on PATH, after asking it for its version.
 * @throws MissingPrerequisite when there is none or it is older than 17
 */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<Java> {
  const command = env['JAVA_HOME'] ? join(env['JAVA_HOME'], 'bin', 'java') : 'java'
  const banner = await run(command, ['-version'], { env }).then(
    ({ stdout, stderr }) => stderr + stdout,
    () => '',
  )
  const version = javaVersionIn(banner)
  const install = `install a JDK ${OLDEST} or newer (for instance openjdk-17-jre-headless, or temurin), and Maven with it`
  if (version === undefined) {
    throw new MissingPrerequisite(
      `Kafka without Docker needs Java ${OLDEST} and Maven, and "${command}" does not run: ${install}.`,
    )
  }
  if (javaFeature(version) < OLDEST) {
    throw new MissingPrerequisite(
      `Kafka without Docker needs Java ${OLDEST}, and "${command}" is ${version}: ${install}, or point JAVA_HOME to one.`,
    )
  }
  return { command, version }
}

/** Returns the version in what `java -version` prints, or undefined when there is none. */
export function javaVersionIn(banner: string): string | undefined {
  return /version "([^"]+)"/.exec(banner)?.[1]
}

/** Returns the feature number of a version: 17 for `17.0.15`, 21 for `21-ea`, 8 for the old form `1.8.0_392`. */
export function javaFeature(version: string): number {
  return Number(/^(?:1\.)?(\d+)/.exec(version)?.[1] ?? 0)
}
