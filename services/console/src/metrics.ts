import { type MetricDeclaration, serveSamples } from '@channel-adapter/process'
import type { MissingGroup } from './answers/missing.ts'

export const metrics = {
  answersMissing: {
    name: 'channel_adapter_answers_missing',
    help: "Orders that were published and that their supplier has not answered within the agreed time. The console's, as far as it has read.",
    type: 'gauge',
    labels: ['connection'],
  },
} as const satisfies Record<string, MetricDeclaration>

/** Serves how many answers are missing, as it is whenever somebody asks. */
export function serveMissing(
  connections: () => readonly string[],
  missing: () => readonly MissingGroup[],
): void {
  serveSamples(metrics.answersMissing, () => {
    const groups = missing()
    return connections().map((connection) => ({
      labels: { connection },
      value: groups.reduce((sum, group) => sum + (group.connection === connection ? group.count : 0), 0),
    }))
  })
}
