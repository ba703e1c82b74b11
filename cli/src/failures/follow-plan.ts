import type { Plan } from '@channel-adapter/messaging'
import { say } from '../environment.ts'
import type { Channel } from './channels.ts'

const LOOK_EVERY_MS = 1000

/** Shows how far a plan is until it is done. @throws when something failed again */
export async function followPlan(channel: Channel, { plan, messages }: Plan): Promise<void> {
  let last = ''
  for (;;) {
    const { replayed, discarded, failed, left, cancelled } = (await channel.open()).progress(plan)
    const line = `${channel.connection}: ${replayed + discarded} of ${messages} done, ${failed} failed again, ${left} left`
    if (line !== last) say(line)
    last = line
    if (cancelled) return void say('cancelled: the rest stays parked')
    if (left === 0) {
      if (failed > 0) throw new Error(`${failed} orders failed again and stay parked: adapter dlq list`)
      return
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
