import {
  type OriginalPlace,
  type ParkedEntry,
  placeName,
  type ReplayRecord,
  type ReplayRequest,
} from './replay-log.ts'

/** A request with the entries of it that are still to be done. */
export interface OpenRequest extends ReplayRequest {
  readonly partition: number
}

interface Parked {
  entry: ParkedEntry
  /** Settled up to this letter; a newer letter parks it again. */
  settled: bigint
}

/**
 * What is parked, as the Dead Letter Channel and the replay log say together. Either may be read ahead of the other:
 * the state depends on what was noted, not on the order of it between the two.
 */
export class ParkingLot {
  readonly #byKey = new Map<string, Map<string, Parked>>()
  readonly #settled = new Map<string, bigint>()
  /** Put aside by this process and not yet read back. */
  readonly #expected = new Map<string, Set<string>>()
  readonly #requests = new Map<string, OpenRequest>()
  readonly #ended = new Set<string>()

  isParked(key: string): boolean {
    return (this.#expected.get(key)?.size ?? 0) > 0 || (this.#byKey.get(key)?.size ?? 0) > 0
  }

  /** Keys of which at least one message is parked. */
  get keys(): number {
    return new Set([...this.#byKey.keys(), ...this.#expected.keys()]).size
  }

  /** Whether this message of the key is parked. */
  holds(key: string, place: OriginalPlace): boolean {
    return this.#byKey.get(key)?.has(placeName(place)) ?? false
  }

  /** The parked messages of a key, in their original order. */
  entriesOf(key: string): ParkedEntry[] {
    const parked = [...(this.#byKey.get(key)?.values() ?? [])].map(({ entry }) => entry)
    return parked.toSorted((a, b) => Number(BigInt(a.offset) - BigInt(b.offset)))
  }

  /** Everything parked, key by key. */
  entries(): ParkedEntry[] {
    return [...this.#byKey.keys()].flatMap((key) => this.entriesOf(key))
  }

  /** Requests that are neither done, failed nor cancelled, oldest first. */
  openRequests(): OpenRequest[] {
    const open: OpenRequest[] = []
    for (const request of this.#requests.values()) {
      const entries = request.entries.filter((entry) => this.holds(request.key, entry))
      if (entries.length > 0 && this.isOpen(request)) open.push({ ...request, entries })
    }
    return open
  }

  /** Whether a request has been neither cancelled nor ended by a failure. */
  isOpen({ plan, key }: { plan: string; key: string }): boolean {
    return !this.#ended.has(nameOf({ plan, key }))
  }

  /** This process is about to write a dead letter: its key is parked from now on. */
  expect(key: string, place: OriginalPlace): void {
    const places = this.#expected.get(key) ?? new Set()
    this.#expected.set(key, places.add(placeName(place)))
  }

  /** A new term begins: what was expected and came about is read back, and what did not must park nobody. */
  forgetExpected(): void {
    this.#expected.clear()
  }

  noteLetter(entry: ParkedEntry): void {
    const id = placeName(entry)
    const expected = this.#expected.get(entry.key)
    if (expected?.delete(id) && expected.size === 0) this.#expected.delete(entry.key)
    const settled = this.#settled.get(id) ?? -1n
    if (BigInt(entry.letter) <= settled) return
    const parked = this.#byKey.get(entry.key) ?? new Map<string, Parked>()
    this.#byKey.set(entry.key, parked.set(id, { entry, settled }))
  }

  noteLog(record: ReplayRecord, partition: number): void {
    if (record.kind === 'request') this.#requests.set(nameOf(record), { ...record, partition })
    else if (record.kind === 'cancel' || record.result === 'failed') this.#ended.add(nameOf(record))
    else this.#settle(record.key, record, BigInt(record.letter))
  }

  #settle(key: string, place: OriginalPlace, letter: bigint): void {
    const id = placeName(place)
    if (letter > (this.#settled.get(id) ?? -1n)) this.#settled.set(id, letter)
    const parked = this.#byKey.get(key)
    const known = parked?.get(id)
    if (!parked || !known || BigInt(known.entry.letter) > letter) return
    parked.delete(id)
    if (parked.size === 0) this.#byKey.delete(key)
  }
}

function nameOf({ plan, key }: { plan: string; key: string }): string {
  return `${plan} ${key}`
}
