import { ErpUnavailable } from './errors.ts'
import type { ChangePage, ErpConnection, Position } from './port.ts'

/**
 * The same connection, whose changes come to an end: pages that lead in a circle are `ErpUnavailable`, as is a page
 * with more orders than were asked for. No ERP is believed, and no driver.
 */
export function keptPort(erp: ErpConnection): ErpConnection {
  const walk = watchedWalk()
  let before: Promise<unknown> = Promise.resolve()
  return {
    ...erp,
    async readChanges(after, options) {
      const reading = erp.readChanges(after, options)
      const earlier = before
      before = reading.catch(() => {})
      const page = await reading
      // Of pages that are read at the same time each is judged behind the one before it.
      await earlier
      const count = page.orders.length + page.unreadable.length
      if (count > options.limit)
        throw new ErpUnavailable(`${erp.id} gave ${count} orders where ${options.limit} were asked for`)
      if (walk.leadsInACircle(after, page)) throw new ErpUnavailable(`${erp.id}: its pages lead in a circle`)
      return page
    },
  }
}

/** Finds circles of any length with one place remembered (Brent's algorithm). */
function watchedWalk() {
  let expected = ''
  let landmark = ''
  let steps = 0
  let reach = 1
  return {
    leadsInACircle(after: Position | undefined, { next, more }: ChangePage): boolean {
      const [from, to] = [placeOf(after), placeOf(next)]
      // Whoever reads from elsewhere begins another walk; who tries again goes on with the same.
      if (from !== expected) [landmark, steps, reach] = [from, 0, 1]
      expected = from
      if (more && to === landmark) return true
      expected = more ? to : ''
      steps += 1
      if (steps === reach) [landmark, steps, reach] = [to, 0, 2 * reach]
      return false
    },
  }
}

const placeOf = (position: Position | undefined) => JSON.stringify(position ?? null)
