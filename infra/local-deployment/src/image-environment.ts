/** Where each thread has a heap of glibc's of its own, the pages of many of them are held for hardly anything. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '2' }

const youngObjects = (mib: number) => `--max-semi-space-size=${mib}`

/** V8's threads beside the main one, which compile and clear: four of them compete with it where cores are few. */
const ONE_HELPER = '--v8-pool-size=1'

/** V8 would give 128 MiB to objects that nobody needs any more, and take them even where hardly anything happens. The gateway is faster with them. */
const own: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  console: { NODE_OPTIONS: youngObjects(8) },
  'erp-extractor': {
    NODE_OPTIONS: `${youngObjects(8)} ${ONE_HELPER}`,
    // Pages of an ERP are larger, and go back to the system when they are done with, instead of leaving holes.
    MALLOC_MMAP_THRESHOLD_: '262144',
  },
  'update-applier': { NODE_OPTIONS: `${youngObjects(16)} ${ONE_HELPER}` },
}

/** What a service is given in its image beside its own variables, by its folder. */
export function imageEnvironment(service: string): Readonly<Record<string, string>> {
  return { ...ALLOCATOR, ...own[service] }
}
