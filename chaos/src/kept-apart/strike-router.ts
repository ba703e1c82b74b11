import type { Service } from '@channel-adapter/local-deployment'
import type { CrashPoint } from '@channel-adapter/seams'

/** Where the router dies, and at which passing: before, in and behind its transactions. */
export const deaths: readonly { readonly point: CrashPoint; readonly nth: number }[] = [
  { point: 'extract.half-sent', nth: 2 },
  { point: 'extract.before-commit', nth: 3 },
  { point: 'extract.committed', nth: 2 },
  { point: 'extract.half-sent', nth: 5 },
  { point: 'extract.before-commit', nth: 6 },
  // Come to once for each partition: it dies with some of them begun and some not.
  { point: 'route.id-claimed', nth: 2 },
  { point: 'route.state-read', nth: 4 },
  { point: 'route.batch-decided', nth: 3 },
  { point: 'route.batch-routed', nth: 3 },
]

/** A group that lost a member needs its session (10 s) first; then it must come to the point. */
const DIES_WITHIN_MS = 25_000
const LOOK_EVERY_MS = 50

/**
 * Kills the router as it is, starts it to die at a point inside of a transaction, and starts it again.
 * @returns whether it came to the point
 */
export async function strikeRouter(
  router: Service,
  { point, nth }: (typeof deaths)[number],
): Promise<boolean> {
  await router.process.kill()
  router.launch({ TEST_SEAMS: JSON.stringify({ crashAt: { [point]: nth } }) })
  const deadline = Date.now() + DIES_WITHIN_MS
  while (router.process.running && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  const died = !router.process.running
  if (!died) await router.process.kill()
  await router.restart()
  return died
}
