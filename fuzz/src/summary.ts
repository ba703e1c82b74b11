import type { FuzzResult } from './run.ts'

/** What a run found, in lines for a terminal. Pure. */
export function summaryOf({ requests, messages, loop, failureChannels, memory }: FuzzResult): string {
  const lines = [
    ...(requests
      ? [
          `${requests.sent} requests, ${requests.negative} of them meant to be invalid, ${requests.withoutKey} without the right key; accepted by POST /send: ${requests.accepted}`,
          `  answered ${counts(requests.byStatus)}`,
        ]
      : []),
    ...(messages
      ? [
          `${messages.poured} messages that are none, ${messages.aside} put aside, in ${messages.seconds} s`,
          ...Object.entries(messages.byTopic).map(([topic, count]) => `  ${topic}: ${count}`),
        ]
      : []),
    `the loop meanwhile: ${loop.orders} orders, ${loop.snapshots} snapshots, ${loop.updates} updates, ${loop.effects} effects`,
    'failure channels:',
    ...Object.entries(failureChannels).map(([name, count]) => `  ${name}: ${count}`),
    'resident memory, MiB (first fifth, last fifth, most):',
    ...Object.entries(memory).map(
      ([service, { first, last, most }]) => `  ${service}: ${[first, last, most].map(Math.round).join(', ')}`,
    ),
  ]
  return lines.join('\n')
}

function counts(byName: Readonly<Record<string, number>>): string {
  return Object.entries(byName)
    .map(([name, count]) => `${name}: ${count}`)
    .join(', ')
}
