/**
 * Commits what it is given in its order, one group after the other: what comes while a group is being committed makes
 * the next (group commit). So a commit that takes long costs each the less, and nobody waits for a group to fill.
 */
export class GroupCommit<T> {
  readonly #commit: (group: readonly T[]) => Promise<void>
  readonly #most: number
  #waiting: T[] = []
  #underWay: Promise<void> | undefined

  /** @param most the most in a group */
  constructor(commit: (group: readonly T[]) => Promise<void>, most: number) {
    this.#commit = commit
    this.#most = most
  }

  /**
   * Resolves when another may be given: at once, or when the full group that waits is under way.
   * @throws what a commit threw; nothing is committed after it
   */
  async add(item: T): Promise<void> {
    this.#waiting.push(item)
    this.#underWay ??= this.#begin()
    if (this.#waiting.length >= this.#most) await this.#underWay
  }

  /** Resolves when all that was given is committed. @throws what a commit threw */
  async settled(): Promise<void> {
    while (this.#underWay) await this.#underWay
  }

  #begin(): Promise<void> {
    const group = this.#waiting
    this.#waiting = []
    const done = this.#commit(group).then(() => {
      this.#underWay = this.#waiting.length > 0 ? this.#begin() : undefined
    })
    // Told to whoever adds or waits next.
    done.catch(() => {})
    return done
  }
}
