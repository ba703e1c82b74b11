import { MissingPrerequisite } from '@channel-adapter/local-kafka'
import type { TestProject } from 'vitest/node'
import { buildHelm } from './helm.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of helm; empty where it cannot be had. */
    helm: string
  }
}

/** Vitest's globalSetup: builds helm where it is not in the cache. */
export default async function setup(project: TestProject): Promise<void> {
  try {
    project.provide('helm', await buildHelm())
  } catch (error) {
    if (!(error instanceof MissingPrerequisite)) throw error
    process.stderr.write(`The chart's tests are skipped: ${error.message}.\n`)
    project.provide('helm', '')
  }
}
