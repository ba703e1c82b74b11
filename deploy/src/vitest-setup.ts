import type { TestProject } from 'vitest/node'
import { buildHelm, whyNoHelm } from './helm.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of helm; empty where it cannot be had. */
    helm: string
  }
}

/** Vitest's globalSetup: builds helm where it is not in the cache. */
export default async function setup(project: TestProject): Promise<void> {
  const reason = await whyNoHelm()
  if (reason) process.stderr.write(`The chart's tests are skipped: ${reason}.\n`)
  project.provide('helm', reason ? '' : await buildHelm())
}
