import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { MissingPrerequisite } from './missing-prerequisite.ts'

const run = promisify(execFile)

/**
 * Version 2.8 on purpose: newer ones insist on reading the parent pom of an artifact they only have to copy, and
 * mirrors do not all serve it.
 */
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:2.8'

export interface MavenArtifact {
  groupId: string
  artifactId: string
  version: string
}

/** Returns a pom whose only purpose is to name `dependencies`. */
export function pomFor(dependencies: readonly MavenArtifact[]): string {
  const entries = dependencies.map(
    ({ groupId, artifactId, version }) =>
      `    <dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency>`,
  )
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>channel-adapter</groupId>
  <artifactId>local-kafka-jars</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
${entries.join('\n')}
  </dependencies>
</project>
`
}

let last: Promise<unknown> = Promise.resolve()

/**
 * Runs a goal of the dependency plugin in `cwd`, with checksums enforced. One at a time within this process, as
 * two Mavens would only fetch the same plugins twice.
 * @throws MissingPrerequisite when there is no mvn; Error with Maven's own words when it fails
 */
export function mavenDependency(goal: string, args: readonly string[], cwd: string): Promise<void> {
  const mine = last.then(() => runMaven(goal, args, cwd))
  last = mine.catch(() => undefined)
  return mine
}

async function runMaven(goal: string, args: readonly string[], cwd: string): Promise<void> {
  try {
    await run('mvn', ['-q', '-B', '-C', `${DEPENDENCY_PLUGIN}:${goal}`, ...args], { cwd })
  } catch (fault) {
    const { code, stdout = '', stderr = '' } = fault as { code?: unknown; stdout?: string; stderr?: string }
    if (code === 'ENOENT') {
      throw new MissingPrerequisite(
        'Kafka without Docker is downloaded with Maven, and "mvn" is not on PATH: install maven (for instance apt-get install maven, or brew install maven).',
      )
    }
    const words = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('[ERROR]'))
    throw new Error(
      `Maven could not download what Kafka needs:\n${words.slice(0, 3).join('\n') || String(fault)}`,
      { cause: fault },
    )
  }
}
