import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { FlowCounts, KEPT_MS } from './flow.ts'
import { noteReading, type NoteEffects } from './note-reading.ts'
import type { Reading } from './reading.ts'
import { prepareStatements } from './statements.ts'
import { tables } from './tables.ts'

/**
 * What the topics say, kept so that it can be searched: in a file that begins empty, has no name once it is open, and
 * ends with the process. Kafka holds the truth.
 */
export class Store {
  /** For reading. */
  readonly database: DatabaseSync
  readonly #folder: string
  readonly #effects: NoteEffects
  readonly #flow = new FlowCounts()
  /** How far each partition has been noted: after a lost connection everything is read once more. */
  readonly #next = new Map<string, bigint>()
  readonly #listeners = new Set<() => void>()
  readonly #now: () => number

  /** @param within the folder in which it makes one of its own */
  constructor(within: string, now: () => number) {
    mkdirSync(within, { recursive: true })
    this.#folder = mkdtempSync(join(within, 'console-'))
    this.database = new DatabaseSync(join(this.#folder, 'orders.sqlite'))
    this.database.exec(tables)
    removeInUse(this.#folder)
    this.#now = now
    this.#effects = { run: prepareStatements(this.database), topics: new Topics(), flow: this.#flow }
  }

  get topics(): readonly string[] {
    return this.#effects.topics.names
  }

  /** Whether a message has not been noted yet. */
  isNew({ message: { topic, partition, offset } }: Pick<Reading, 'message'>): boolean {
    return offset >= (this.#next.get(`${topic} ${partition}`) ?? 0n)
  }

  /** Notes what was read, all or nothing. */
  note(readings: readonly Reading[]): void {
    const { run } = this.#effects
    const since = this.#now() - KEPT_MS
    this.database.exec('BEGIN')
    for (const reading of readings) {
      if (!this.isNew(reading)) continue
      noteReading(reading, this.#effects)
      const { topic, partition, offset } = reading.message
      this.#next.set(`${topic} ${partition}`, offset + 1n)
    }
    for (const { name, who, at, count, timed, tookMs } of this.#flow.take())
      if (at >= since) run.addFlow.run(name, who, at, count, timed, Math.round(tookMs))
    this.database.exec('COMMIT')
    for (const listener of this.#listeners) listener()
  }

  /** Forgets the counts of what was too long ago to be shown. */
  forgetOldFlow(): void {
    this.#effects.run.forgetFlow.run(this.#now() - KEPT_MS)
  }

  /** @returns how to stop listening */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.database.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** However the process ends, the system gives the room back: a killed one would leave its file to the next. */
function removeInUse(folder: string): void {
  try {
    rmSync(folder, { recursive: true })
  } catch {
    // Not every system removes what is open; then it goes when the store is closed.
  }
}

/** Topics by small numbers, as the rows of messages name them. */
export class Topics {
  readonly names: string[] = []
  readonly #numbers = new Map<string, number>()

  numberOf(topic: string): number {
    const known = this.#numbers.get(topic)
    if (known !== undefined) return known
    this.#numbers.set(topic, this.names.length)
    return this.names.push(topic) - 1
  }
}
