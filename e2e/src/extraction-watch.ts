import type { Service } from '@channel-adapter/local-deployment'
import { request } from 'undici'

/** What one run of an extractor's process said last. */
interface Run {
  readonly published: number
  readonly rssMb: number
  /** What it held when it had published SETTLED_AT orders. */
  readonly settledRssMb: number | undefined
}

interface Readiness {
  readonly checks: Readonly<Record<string, { readonly detail?: ConnectionDetail | string }>>
}

interface ConnectionDetail {
  readonly published: number
  readonly headChangedAt?: string
}

const EVERY_MS = 100
// Until then V8 compiles, and its heap grows whatever is done.
const SETTLED_AT = 2000

/** Asks extractors again and again how far they are with a connection, across their restarts. */
export class ExtractionWatch {
  readonly #services: readonly Service[]
  readonly #check: string
  readonly #runs = new Map<number, Run>()
  readonly #stopping = new AbortController()
  readonly #watching: Promise<void>
  #headAt = 0
  #owner: { readonly service: Service; readonly pid: number } | undefined

  constructor(services: readonly Service[], connection: string) {
    this.#services = services
    this.#check = `connection ${connection}`
    this.#watching = this.#watch()
  }

  /** Orders published, by all runs. What a killed process published last may be missing. */
  get published(): number {
    return [...this.#runs.values()].reduce((sum, { published }) => sum + published, 0)
  }

  /** The latest change published, by the ERP's clock; milliseconds since the epoch. */
  get headAt(): number {
    return this.#headAt
  }

  /** Which of them extracts the connection; undefined while the process that did is gone and no other has said so. */
  get owner(): Service | undefined {
    if (!this.#owner) return undefined
    const { service, pid } = this.#owner
    return service.process.running && service.process.pid === pid ? service : undefined
  }

  /** By how much the resident memory of a run grew at most after its first orders, and where it stood; in MB. */
  get memory(): { growth: number; resident: number } {
    const runs = [...this.#runs.values()]
    return {
      growth: Math.max(...runs.map(({ rssMb, settledRssMb = rssMb }) => rssMb - settledRssMb)),
      resident: Math.max(...runs.map(({ rssMb }) => rssMb)),
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#watching
  }

  async #watch(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      for (const service of this.#services) await this.#ask(service)
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
    }
  }

  async #ask(service: Service): Promise<void> {
    const { pid } = service.process
    try {
      const { checks } = (await (await request(`${service.url}/readyz`)).body.json()) as Readiness
      const detail = checks[this.#check]?.detail
      if (typeof detail !== 'object') return
      const metrics = await (await request(`${service.url}/metrics`)).body.text()
      const bytes = Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1])
      const rssMb = Math.round(bytes / 1e6)
      const settled = detail.published >= SETTLED_AT ? rssMb : undefined
      const settledRssMb = this.#runs.get(pid)?.settledRssMb ?? settled
      this.#runs.set(pid, { published: detail.published, rssMb, settledRssMb })
      this.#headAt = Math.max(this.#headAt, Date.parse(detail.headChangedAt ?? '') || 0)
      this.#owner = { service, pid }
    } catch {
      // It is being killed or started.
    }
  }
}
