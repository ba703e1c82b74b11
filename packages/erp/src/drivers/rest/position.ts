import type { Position } from '../../port.ts'
import type { RestConfig } from './config.ts'
import { type MomentForm, parseMoment, unitOf, writeMoment } from './moment.ts'

/**
 * How far changes have been read: `since`, the mark of the newest row as the ERP wrote it (a moment or a number);
 * `after`, the row itself, where the ERP goes on after one; `page`, where the next page of the same answer begins;
 * `delta`, where the ERP says that later changes are; `newest`, the newest mark of those pages, where they are not
 * sorted; `skip`, rows of a page that are done.
 */
export type RestPosition = Position & {
  readonly since?: string
  readonly after?: string
  readonly page?: string
  readonly delta?: string
  readonly newest?: string
  readonly skip?: string
}

/** A row's place in the order of changes: as the ERP wrote it, and to compare. */
export interface Mark {
  readonly raw: string
  readonly value: bigint
}

export interface Marks {
  /** undefined for what is none. */
  read(value: unknown): Mark | undefined
  /** What a request asks from: `{since}` or `{sequence}`. */
  asked(since: string, goesOnAfterRow: boolean): string
  /** The mark so many milliseconds before. */
  rewound(since: string, milliseconds: number): string
}

const FORMS: Readonly<Record<Exclude<RestConfig['changes']['form'], 'as-given'>, MomentForm>> = {
  microseconds: { kind: 'text', separator: 'T', digits: 6, zone: 'Z' },
  milliseconds: { kind: 'text', separator: 'T', digits: 3, zone: 'Z' },
  seconds: { kind: 'text', separator: 'T', digits: 0, zone: 'Z' },
  day: { kind: 'day' },
  'epoch-milliseconds': { kind: 'epoch', unit: 1000, wrap: false },
  'epoch-seconds': { kind: 'epoch', unit: 1_000_000, wrap: false },
}

/** Marks that are moments. */
export function momentMarks(
  { form, border }: Pick<RestConfig['changes'], 'form' | 'border'>,
  timeZone: string,
): Marks {
  return {
    read(value) {
      const moment = parseMoment(value, timeZone)
      return moment && { raw: String(value).trim(), value: BigInt(moment.micros) }
    },
    asked(since, goesOnAfterRow) {
      const moment = parseMoment(since, timeZone)
      if (!moment) return since
      const written = form === 'as-given' ? moment.form : FORMS[form]
      // Where the border is left out, the last moment is asked for from just before it.
      const back = border === 'exclusive' && !goesOnAfterRow ? unitOf(written) : 0
      if (back === 0 && form === 'as-given') return since
      return writeMoment(moment.micros - back, written, timeZone)
    },
    rewound(since, milliseconds) {
      const moment = parseMoment(since, timeZone)
      if (!moment || milliseconds === 0) return since
      return writeMoment(moment.micros - milliseconds * 1000, moment.form, timeZone)
    },
  }
}

const SEQUENCE = /^-?\d{1,30}$/

/** Marks that are numbers which grow with every change, each of them one row's. */
export function sequenceMarks({ border }: Pick<RestConfig['changes'], 'border'>): Marks {
  return {
    read(value) {
      const raw = typeof value === 'string' || Number.isSafeInteger(value) ? String(value).trim() : ''
      return SEQUENCE.test(raw) ? { raw, value: BigInt(raw) } : undefined
    },
    asked: (since) => (border === 'inclusive' && SEQUENCE.test(since) ? String(BigInt(since) + 1n) : since),
    // Nothing says which numbers a moment had.
    rewound: (since) => since,
  }
}

/** Whether a row lies before what was asked for, where the ERP can be asked more coarsely than it writes. */
export function isBefore(
  mark: Mark | undefined,
  at: RestPosition | undefined,
  marks: Marks,
  by: string,
): boolean {
  if (by !== 'moment' || !mark || at?.since === undefined) return false
  const since = marks.read(at.since)
  return since !== undefined && mark.value < since.value
}
