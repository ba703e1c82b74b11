import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile } from 'node:fs/promises'
import { basename, delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cached, cacheRoot } from './cache-folder.ts'
import { findJava } from './java.ts'
import { mavenDependency } from './maven.ts'

const run = promisify(execFile)

export interface JavaProgram {
  readonly command: string
  readonly classPath: string
  readonly mainClass: string
}

/**
 * A program of one source file, compiled, with the jars that its pom names; jars and classes are kept in the cache.
 * @throws when a JDK, Maven or its repository is missing
 */
export async function javaProgram(pom: string, source: string): Promise<JavaProgram> {
  const java = await findJava()
  const mainClass = basename(source, '.java')
  const jars = await cached(cacheRoot(), `java-jars-${await fingerprint([pom])}`, async (unfinished) => {
    await mkdir(unfinished)
    await cp(pom, join(unfinished, 'pom.xml'))
    await mavenDependency('copy-dependencies', ['-DoutputDirectory=libs'], unfinished)
  })
  const libs = join(jars, 'libs')
  const path = (await readdir(libs)).map((jar) => join(libs, jar)).join(delimiter)
  const compiled = `java-classes-${await fingerprint([pom, source], java.version)}`
  const classes = await cached(cacheRoot(), compiled, async (unfinished) => {
    // The compiler as a module of the Java that is there: a folder with javac in it may not be on PATH.
    const compiler = ['-m', 'jdk.compiler/com.sun.tools.javac.Main']
    await run(java.command, [...compiler, '-d', unfinished, '-cp', path, source])
  })
  return { command: java.command, classPath: [classes, path].join(delimiter), mainClass }
}

async function fingerprint(files: readonly string[], more = ''): Promise<string> {
  const hash = createHash('sha256').update(more)
  for (const file of files) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 12)
}
