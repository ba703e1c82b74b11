import type { Sample } from '../result.ts'

const QUANTILES = { p50: 'nodejs_eventloop_lag_p50_seconds', p99: 'nodejs_eventloop_lag_p99_seconds' }

/**
 * How late a service's event loop was since its metrics were asked for last, as it says itself: Node measures the time
 * between the ticks of a timer of 50 ms, so a loop with nothing to do shows a little more than 50.
 * @returns nothing when the service does not tell: no figure depends on it
 */
export async function eventLoopDelay(url: string): Promise<Pick<Sample, 'loopDelayMs'>> {
  try {
    const text = await (await fetch(`${url}/metrics`)).text()
    const loopDelayMs = Object.fromEntries(
      Object.entries(QUANTILES).map(([name, metric]) => {
        const seconds = new RegExp(`^${metric} (\\S+)$`, 'm').exec(text)?.[1]
        if (seconds === undefined) throw new TypeError(`no ${metric}`)
        return [name, Number(seconds) * 1000]
      }),
    )
    return { loopDelayMs }
  } catch {
    return {}
  }
}
