import { request } from 'undici'
import { processFigures } from '../process-figures.ts'
import type { System } from '../system.ts'
import type { Point } from '../trend.ts'
import type { LagSample } from './lag.ts'

const EVERY_MS = 1000
const MIB = 1024 * 1024

/** What one process held while it lived, by seconds since it was first seen. */
export interface Life {
  readonly service: string
  readonly name: string
  readonly beganAtS: number
  readonly memoryMib: Point[]
  readonly handles: Point[]
}

export interface Watch {
  /** Seconds since the watch began. */
  now(): number
  readonly lag: readonly LagSample[]
  readonly lives: readonly Life[]
  /** How much the observer has received, each second. */
  readonly received: readonly Point[]
  /** How much is on its way now. */
  open(): Promise<LagSample>
  stop(): Promise<void>
}

/** Looks every second at what each process holds, and at how far what was received is behind the ERP. */
export function startWatch(system: System): Watch {
  const { deployment, inbox, source } = system
  const began = performance.now()
  const now = () => (performance.now() - began) / 1000
  const lag: LagSample[] = []
  const received: Point[] = []
  const lives = new Map<number, Life>()
  /** By number of the order, the newest version that the observer has not received. */
  const unpublished = new Map<string, number>()
  let journalAt = 0
  let stopped = false
  let looking: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    noteProcesses()
    received.push([now(), inbox.size])
    looking = open().then(
      (sample) => lag.push(sample),
      // The ERP is too busy to answer: the next look catches up.
      () => {},
    )
  }, EVERY_MS)

  function noteProcesses(): void {
    for (const { service } of system.kept.values()) {
      const { pid } = service.process
      const figures = processFigures(pid)
      // A process that has ended is a zombie for a moment, and holds nothing.
      if (!figures || !(figures.residentBytes > 0)) continue
      let life = lives.get(pid)
      if (!life) {
        const { service: folder, name } = service
        lives.set(pid, (life = { service: folder, name, beganAtS: now(), memoryMib: [], handles: [] }))
      }
      const atS = now() - life.beganAtS
      life.memoryMib.push([atS, figures.residentBytes / MIB])
      life.handles.push([atS, figures.handles])
    }
  }

  let turn: Promise<unknown> = Promise.resolve()
  /** One look after the other: two would read the same part of the journal. */
  function open(): Promise<LagSample> {
    const look = turn.then(lookOnce)
    turn = look.catch(() => {})
    return look
  }

  async function lookOnce(): Promise<LagSample> {
    for (let more = !stopped; more;) {
      const items = await journalAfter(deployment.erp.url, journalAt)
      for (const { seq, number, version } of items) {
        journalAt = seq
        unpublished.set(String(number), version)
      }
      more = items.length > 0
    }
    for (const [number, version] of unpublished) {
      const seen = inbox.snapshots.get(`${source}:${number}`)
      if (seen?.some((snapshot) => snapshot.version === String(version))) unpublished.delete(number)
    }
    const updates = Math.max(0, inbox.updates.size - inbox.outcomes.size)
    return { atS: now(), orders: unpublished.size, updates }
  }

  return {
    now,
    lag,
    received,
    get lives() {
      return [...lives.values()]
    },
    open,
    async stop() {
      stopped = true
      clearInterval(timer)
      await looking
    },
  }
}

interface JournalLine {
  readonly seq: number
  readonly number: string | number
  readonly version: number
}

async function journalAfter(erpUrl: string, after: number): Promise<readonly JournalLine[]> {
  const { statusCode, body } = await request(`${erpUrl}/api/journal?after=${after}&limit=1000`)
  if (statusCode !== 200) throw new Error(`the journal answered ${statusCode}: ${await body.text()}`)
  return ((await body.json()) as { items: readonly JournalLine[] }).items
}
