import { startTracing } from '@channel-adapter/telemetry'
import { endsWithin } from '@channel-adapter/patience'
import type { Logger } from './logger.ts'
import type { ProcessConfig } from './process-definition.ts'

// A receiver that is away must not hold up the end.
const LAST_TRACES_MS = 2000

/** Has traces made when there is somewhere to send them. @returns what ends it, in time */
export async function tracing(
  service: string,
  config: Pick<ProcessConfig, 'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_TRACES_SAMPLER_ARG'>,
  log: Logger,
): Promise<() => Promise<void>> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio } = config
  if (endpoint === undefined) return () => Promise.resolve()
  const stop = await startTracing({
    endpoint,
    service,
    ratio,
    onTrouble: (what) => log.warn({ what }, 'traces are lost'),
  })
  return async () =>
    void (await endsWithin(
      LAST_TRACES_MS,
      stop().catch(() => {}),
    ))
}
