import {
  type ChangePage,
  type ErpConnection,
  ErpError,
  ErpThrottled,
  ErpUnauthorised,
  type Position,
} from '@channel-adapter/erp'
import type { ControlBoard, Logger } from '@channel-adapter/messaging'
import { backoffMs } from '@channel-adapter/patience'
import type { ConnectionProgress } from './progress.ts'
import type { PageNews, PageReader } from './read-ahead.ts'

const RETRY = { firstMs: 500, maxMs: 30_000 }
const UNAUTHORISED_RETRY_MS = 30_000

export interface ReadingEffects {
  /** What operators want: to pause, or not to wait any longer. */
  readonly control: Pick<ControlBoard, 'paused' | 'running' | 'rest'>
  readonly log: Logger
  readonly now: () => number
  readonly progress: ConnectionProgress
}

/** Reads the pages of one ERP, each {@link readPatiently}. */
export function patientReader(erp: ErpConnection, pageSize: number, effects: ReadingEffects): PageReader {
  return (position, signal, told) => readPatiently(erp, position, pageSize, effects, signal, told)
}

/** Reads a page, waiting for the end of a pause and for an ERP that is away. @returns undefined when the signal is aborted */
async function readPatiently(
  erp: ErpConnection,
  position: Position | undefined,
  limit: number,
  { control, log, now, progress }: ReadingEffects,
  signal: AbortSignal,
  told: PageNews,
): Promise<ChangePage | undefined> {
  for (let attempt = 1; !signal.aborted; attempt++) {
    if (control.paused(erp.id)) {
      await control.running(erp.id, signal)
      progress.begun(now())
      if (signal.aborted) return undefined
    }
    try {
      return await erp.readChanges(position, { limit, signal, ...told })
    } catch (error) {
      if (signal.aborted) return undefined
      if (!(error instanceof ErpError)) throw error
      const retryInMs = waitAfter(error, attempt)
      progress.failed(now(), error)
      log.warn(
        { connection: erp.id, code: error.code, error: error.message, attempt, retryInMs },
        'cannot read the ERP now',
      )
      await control.rest(erp.id, retryInMs, signal)
    }
  }
  return undefined
}

function waitAfter(error: ErpError, attempt: number): number {
  if (error instanceof ErpThrottled && error.retryAfterMs !== undefined) return error.retryAfterMs
  if (error instanceof ErpUnauthorised) return UNAUTHORISED_RETRY_MS
  return backoffMs(attempt, RETRY)
}
