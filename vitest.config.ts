import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const source = [
  'packages',
  'services',
  'infra',
  'cli',
  'demo',
  'e2e',
  'chaos',
  'fuzz',
  'bench',
  'deploy',
  'docs',
].map((room) => `${room}/**`)
// CI counts the results itself: each run of the test script leaves them in a file of its own there.
const results = process.env['TEST_RESULTS']
const reporters = results
  ? ['default', ['json', { outputFile: `${results}/${process.pid}.json` }] as ['json', object]]
  : ['default']

// A shared machine may stall for longer than a session or a deadline. CI tries such a test once more, and names it.
const retry = results ? 1 : 0

/**
 * Whole systems first, and what is short at the end, so that no core waits for one long file. Vitest knows from its
 * last run which take long. After a fresh clone it goes by size, and would leave the small files for last that run the
 * contract suite against an ERP.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project, moduleId }: TestSpecification) =>
      project.name !== 'unit' ? 0 : moduleId.endsWith('/driver.test.ts') ? 1 : 2
    // oxlint-disable-next-line unicorn/no-array-sort -- it is vitest's
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => place(one) - place(other))
  }
}

const named = (suffix: string) => source.map((room) => `${room}/*.${suffix}.test.ts`)

/** The test level is the file's suffix: `x.test.ts` needs nothing, `x.int.test.ts` a broker and a registry, `x.e2e.test.ts` starts whole systems, `x.container.test.ts` needs a Docker engine, `x.deploy.test.ts` helm, which it builds. */
export default defineConfig({
  test: {
    reporters,
    sequence: { sequencer: LongestFirst },
    // Processes that tests start keep their compiled code from one to the next: half the CPU of a start.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)) },
    projects: [
      {
        test: {
          name: 'unit',
          include: source.map((room) => `${room}/*.test.ts`),
          exclude: [
            '**/node_modules/**',
            ...named('int'),
            ...named('e2e'),
            ...named('container'),
            ...named('deploy'),
          ],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          // They keep nothing running and change nothing global: a process for each file would cost as much as its tests.
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          include: named('int'),
          exclude: ['**/node_modules/**'],
          globalSetup: ['infra/local-kafka/src/vitest-setup.ts'],
          testTimeout: 60_000,
          retry,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: named('e2e'),
          exclude: ['**/node_modules/**'],
          testTimeout: 180_000,
          retry,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'containers',
          include: named('container'),
          exclude: ['**/node_modules/**'],
          globalSetup: ['infra/containers/src/vitest-setup.ts'],
          testTimeout: 180_000,
          retry,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'deploy',
          include: named('deploy'),
          exclude: ['**/node_modules/**'],
          globalSetup: ['deploy/src/vitest-setup.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
})
