/** Where each thread has a heap of glibc's of its own, the pages of many of them are held for hardly anything. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '2' }

/** Threads beside the main one, which compile and clear: with four of them it waits for them where cores are few. */
const ONE_HELPER = '--v8-pool-size=1'

const youngObjects = (mib: number) => `--max-semi-space-size=${mib}`

/** V8 would give 128 MiB to objects that nobody needs any more, and take them even where hardly anything happens. The gateway is faster with them. */
const nodeOptions: Readonly<Record<string, string>> = {
  console: youngObjects(8),
  'erp-extractor': `${youngObjects(8)} ${ONE_HELPER}`,
  'update-applier': `${youngObjects(16)} ${ONE_HELPER}`,
}

/** Pages of an ERP are larger, and go back to the system when they are done with, instead of leaving holes. */
const MAPPED_FROM_BYTES: Readonly<Record<string, string>> = { 'erp-extractor': '262144' }

/** What a service is given in its image beside its own variables, by its folder. */
export function imageEnvironment(service: string): Readonly<Record<string, string>> {
  const options = nodeOptions[service]
  const mapped = MAPPED_FROM_BYTES[service]
  return {
    ...ALLOCATOR,
    ...(options !== undefined && { NODE_OPTIONS: options }),
    ...(mapped !== undefined && { MALLOC_MMAP_THRESHOLD_: mapped }),
  }
}
