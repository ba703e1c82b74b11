import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findJava, javaFeature, javaVersionIn } from './java.ts'
import { MissingPrerequisite } from './missing-prerequisite.ts'

test.each([
  ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', '17.0.15', 17],
  ['java version "1.8.0_392"', '1.8.0_392', 8],
  ['Picked up JAVA_TOOL_OPTIONS: -Da=b\nopenjdk version "21-ea" 2023-09-19', '21-ea', 21],
])('the version is found in %j', (banner, version, feature) => {
  expect(javaVersionIn(banner)).toBe(version)
  expect(javaFeature(version)).toBe(feature)
})

test('no version is found in the words of a stand-in for Java', () => {
  expect(javaVersionIn('Unable to locate a Java Runtime.')).toBeUndefined()
})

describe('findJava', () => {
  /** Returns a JAVA_HOME whose java says it is `version`. */
  async function javaHomeOf(version: string): Promise<string> {
    const home = await mkdtemp(join(tmpdir(), 'java-home-'))
    onTestFinished(() => rm(home, { recursive: true }))
    const program = join(home, 'bin', 'java')
    await mkdir(join(home, 'bin'))
    await writeFile(program, `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`)
    await chmod(program, 0o755)
    return home
  }

  test('prefers the Java of JAVA_HOME', async () => {
    const home = await javaHomeOf('21.0.3')
    expect(await findJava({ JAVA_HOME: home })).toEqual({
      command: join(home, 'bin', 'java'),
      version: '21.0.3',
    })
  })

  test('refuses one that is too old, and says what to install', async () => {
    const found = findJava({ JAVA_HOME: await javaHomeOf('11.0.22') })
    await expect(found).rejects.toThrow(MissingPrerequisite)
    await expect(found).rejects.toThrow(/needs Java 17, and .* is 11\.0\.22: install a JDK 17 or newer/)
  })

  test('says what to install when there is none', async () => {
    await expect(findJava({ PATH: '/nowhere' })).rejects.toThrow(
      /"java" does not run: install a JDK 17 or newer/,
    )
  })
})
