import { request } from 'undici'

/** One request to a gateway, and what was answered: 503 as often as it came, and 200 at the end. */
export interface Sent {
  readonly key: string
  /** Answers 503 that left open whether the message is stored. */
  readonly unknown: number
  /** Answers 503 that said that nothing was sent. */
  readonly refused: number
}

/**
 * Sends a message under an Idempotency-Key until it is acknowledged, after each 503 through the next gateway.
 * @throws on any other answer
 */
export async function sendUntilAcknowledged(
  key: string,
  gateways: readonly string[],
  onRefused: () => void,
): Promise<Sent> {
  let unknown = 0
  let refused = 0
  for (let attempt = 0; ; attempt++) {
    const { statusCode, body } = await request(`${gateways[attempt % gateways.length]}/send`, {
      method: 'POST',
      body: JSON.stringify({ key }),
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    })
    const text = await body.text()
    if (statusCode === 200) return { key, unknown, refused }
    if (statusCode !== 503) throw new Error(`${key} was answered ${statusCode}: ${text}`)
    if (text.includes('may have been stored')) unknown++
    else refused++
    onRefused()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Senders of one gateway, each of whom sends one message after the other. */
export class Crowd {
  readonly sent: Sent[] = []
  /** Resolves at the first answer 503. */
  readonly refused: Promise<void>
  readonly #gateways: readonly string[]
  readonly #name: string
  readonly #senders: Promise<void>[]
  readonly #refuse: () => void
  #number = 0
  #until = Number.POSITIVE_INFINITY

  /** @param gateways the crowd's own first, then those through which it tries again */
  constructor(name: string, size: number, gateways: readonly string[]) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.refused = promise
    this.#refuse = resolve
    this.#name = name
    this.#gateways = gateways
    this.#senders = Array.from({ length: size }, () => this.#send())
  }

  /** Resolves when so many more messages have been acknowledged, and with them all that were under way. */
  async finish(count: number): Promise<void> {
    this.#until = this.sent.length + count
    await Promise.all(this.#senders)
  }

  async #send(): Promise<void> {
    while (this.sent.length < this.#until) {
      const key = `${this.#name} ${this.#number++}`
      this.sent.push(await sendUntilAcknowledged(key, this.#gateways, this.#refuse))
    }
  }
}
