interface Use {
  readonly service: string
  readonly action: 'send' | 'receive'
  readonly channel: string
  readonly message: string
  readonly summary: string
  /** The consumer group, for what is received in one. */
  readonly group?: string
}

const use = (
  service: string,
  action: Use['action'],
  [channel, message]: readonly [channel: string, message: string],
  summary: string,
  group?: string,
): Use => ({ service, action, channel, message, summary, ...(group !== undefined && { group }) })

const ORDERS = ['orders', 'order'] as const
const UPDATES = ['orderUpdates', 'orderUpdate'] as const
const OUTCOMES = ['outcomes', 'orderUpdateOutcome'] as const
const MESSAGES = ['messages', 'channelMessage'] as const
const MISSING = ['missingAnswers', 'missingAnswer'] as const
const AUDIT = ['audit', 'auditRecord'] as const
const CURSORS = ['cursors', 'cursor'] as const

const CONTROL = ['control', 'controlRecord'] as const
const PUBLISHED = ['published', 'publishedOrder'] as const

const EXTRACTOR = 'erp-extractor'
const GATEWAY = 'publisher-gateway'
const APPLIER = 'update-applier'
const PARTNER = 'partner'
const OPERATOR = 'adapter'
const CONSOLE = 'console'
const APPLIER_GROUP = 'update-applier.<connection>, one group for each ERP'
const PARTNER_GROUP = "the partner's own"

const USES: readonly Use[] = [
  use(
    EXTRACTOR,
    'send',
    ORDERS,
    'Publishes every order that changed, once, with the cursor in one transaction.',
  ),
  use(EXTRACTOR, 'send', CURSORS, 'Notes how far it has read.'),
  use(EXTRACTOR, 'receive', CURSORS, 'Goes on where it, or its predecessor, stopped.', EXTRACTOR),
  use(EXTRACTOR, 'send', PUBLISHED, 'Notes what it has published, where the ERP cannot tell what changed.'),
  use(EXTRACTOR, 'receive', PUBLISHED, 'Compares with it what the ERP shows.'),
  use(EXTRACTOR, 'receive', CONTROL, 'Rests, reads on or reads at once, as operators want.'),
  use(EXTRACTOR, 'send', ['ordersInvalid', 'failed'], 'Sets aside an order that cannot be read or told.'),
  use(GATEWAY, 'send', UPDATES, 'Passes on an update that came as an event over HTTP.'),
  use(GATEWAY, 'send', ORDERS, 'Passes on a snapshot that came as an event over HTTP.'),
  use(GATEWAY, 'send', MESSAGES, 'Passes on any other JSON.'),
  use(APPLIER, 'receive', UPDATES, 'Applies each update to its ERP, once in effect.', APPLIER_GROUP),
  use(APPLIER, 'send', OUTCOMES, 'Tells what became of it.'),
  use(APPLIER, 'send', ['orderUpdatesDeadLetter', 'failed'], 'Parks what a person must look at.'),
  use(APPLIER, 'send', ['orderUpdatesInvalid', 'failed'], 'Sets aside what is no update.'),
  use(APPLIER, 'receive', ['orderUpdatesReplay', 'replayRecord'], 'Handles again what an operator asks for.'),
  use(APPLIER, 'send', ['orderUpdatesReplay', 'replayRecord'], 'Notes what became of that.'),
  use(APPLIER, 'receive', CONTROL, "Lets a paused connection's updates wait."),
  use(PARTNER, 'receive', ORDERS, 'Reads the orders; committed messages only.', PARTNER_GROUP),
  use(PARTNER, 'send', UPDATES, 'Answers a revision once, under the key of the order.'),
  use(PARTNER, 'receive', OUTCOMES, 'Learns what became of its answers.', PARTNER_GROUP),
  use(PARTNER, 'send', ['ordersDeadLetter', 'failed'], 'Parks an order, if it uses packages/messaging.'),
  use(PARTNER, 'send', ['ordersInvalid', 'failed'], 'Sets aside what is no order, likewise.'),
  use(
    PARTNER,
    'receive',
    ['ordersReplay', 'replayRecord'],
    'Handles again what an operator asks for, likewise.',
  ),
  use(OPERATOR, 'receive', ['orderUpdatesDeadLetter', 'failed'], 'adapter dlq list, show: what is parked.'),
  use(OPERATOR, 'send', ['orderUpdatesReplay', 'replayRecord'], 'adapter dlq replay, discard, cancel.'),
  use(OPERATOR, 'send', CONTROL, 'adapter connections pause, resume, poll.'),
  use(OPERATOR, 'receive', CONTROL, 'adapter connections list.'),
  use(OPERATOR, 'send', AUDIT, 'Whoever changes something with it is on record.'),
  use(OPERATOR, 'receive', AUDIT, 'adapter tail --topic channel.audit.v1.'),
  use(
    CONSOLE,
    'send',
    MISSING,
    'Tells once of each revision that its answer is overdue, and when it is no longer.',
  ),
  use(CONSOLE, 'receive', MISSING, 'Goes on where it, or its predecessor, stopped.'),
  use(PARTNER, 'receive', MISSING, 'Reminds whoever has to answer, or lets a buyer know.', PARTNER_GROUP),
  use(CONSOLE, 'send', AUDIT, 'Whoever changes something with it is on record, and whoever may not.'),
]

/** What each program does with each channel, from that program's point of view. */
export function operations(): Record<string, object> {
  return Object.fromEntries(
    USES.map(({ service, action, channel, message, summary, group }) => [
      `${service}.${action}.${channel}`,
      {
        action,
        channel: { $ref: `#/channels/${channel}` },
        summary,
        tags: [{ name: service }],
        messages: [{ $ref: `#/channels/${channel}/messages/${message}` }],
        ...(group !== undefined && {
          bindings: {
            kafka: { groupId: { type: 'string', description: group }, bindingVersion: '0.5.0' },
          },
        }),
      },
    ]),
  )
}
