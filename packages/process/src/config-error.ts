/** The configuration is wrong; the message names every fault, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** One line each: what, what is wrong, what is expected. */
  readonly faults: readonly string[]

  /** @param subject what has the faults, and where its documentation is */
  constructor(subject: string, faults: readonly string[]) {
    super(`${subject}\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.faults = faults
  }
}
