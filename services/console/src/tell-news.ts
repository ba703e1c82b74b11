import type { MissingAnswer } from '@channel-adapter/contracts'
import type { AgreedTimes } from './store/missing-answers.ts'
import type { MissingNews } from './store/missing-news.ts'

export interface TellingEffects {
  readonly now: () => number
  readonly agreed: AgreedTimes
  /** Resolves when the store knows everything that was there at the call. */
  readonly upToDate: () => Promise<void>
  /** All of it, or nothing. */
  readonly publish: (missing: readonly MissingAnswer[]) => Promise<void>
}

/** Events in one transaction. */
const AT_ONCE = 500

/**
 * Tells what is to be told now. An answer that has come and was not read yet is not missing: before anything is told
 * the store must know what was there at the moment of which it is told.
 * @returns how much was told
 * @throws what `publish` throws: then it is not known what was told, and is to be read back
 */
export async function tellNews(
  news: MissingNews,
  { now, agreed, upToDate, publish }: TellingEffects,
): Promise<{ overdue: number; resolved: number }> {
  const moment = now()
  const told = { overdue: 0, resolved: 0 }
  await upToDate()
  for (;;) {
    const next = news.next(moment, agreed, AT_ONCE)
    if (next.length === 0) return told
    await publish(next)
    news.note(next)
    for (const { state } of next) told[state === 'OVERDUE' ? 'overdue' : 'resolved']++
  }
}
