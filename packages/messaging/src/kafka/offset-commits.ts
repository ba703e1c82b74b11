import { crashPoint } from '@channel-adapter/seams'
import type { Logger } from '../ports.ts'
import type { AssignedPartition } from './assigned-partition.ts'

const COMMIT_EVERY_MS = 250

export interface OffsetCommitsOptions {
  /** Those that are ours now. */
  readonly assigned: () => Iterable<AssignedPartition>
  readonly commit: (offsets: readonly { partition: number; offset: string }[]) => Promise<void>
  readonly log: Logger
  readonly group: string
}

/** Commits what is done: some time later, many together, one request at a time. */
export class OffsetCommits {
  readonly #options: OffsetCommitsOptions
  #committing: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #ended = false

  constructor(options: OffsetCommitsOptions) {
    this.#options = options
  }

  soon(): void {
    if (this.#ended) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.#commit()
    }, COMMIT_EVERY_MS)
  }

  /** Commits for the last time. */
  async end(): Promise<void> {
    this.#ended = true
    clearTimeout(this.#timer)
    await this.#commit()
  }

  async #commit(): Promise<void> {
    await this.#committing
    this.#committing = this.#commitNow().finally(() => (this.#committing = undefined))
    await this.#committing
  }

  async #commitNow(): Promise<void> {
    const { assigned, commit, log, group } = this.#options
    const due = [...assigned()].flatMap((each) => (each.due === undefined ? [] : { each, offset: each.due }))
    if (due.length === 0) return
    try {
      crashPoint('apply.before-offset-commit')
      await commit(due.map(({ each: { partition }, offset }) => ({ partition, offset: String(offset) })))
      crashPoint('apply.offset-committed')
      for (const { each, offset } of due) each.committed(offset)
    } catch (error) {
      // The group is rebalancing or the coordinator is away: what is uncommitted comes again and is recognised.
      log.debug({ group, error: String(error) }, 'offsets not committed')
      this.soon()
    }
  }
}
