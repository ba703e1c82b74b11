import {
  CONTROL_TOPIC,
  contracts,
  CURSOR_TOPIC,
  failureTopicDeclarations,
  PUBLISHED_TOPIC,
  type TopicDeclaration,
  topicDeclarations,
} from '../../../packages/contracts/src/index.ts'

interface Description {
  readonly title: string
  readonly description: string
  readonly message: string
}

const TOPICS: Readonly<Record<string, Description & { readonly channel: string }>> = {
  [contracts.order.name]: {
    channel: 'orders',
    title: 'Orders',
    message: 'order',
    description:
      "Every order's snapshots, in order per order. Compacted: a new partner finds every order's last snapshot however old, and the last week's history whole. Written in transactions: read it with isolation.level=read_committed.",
  },
  [contracts.orderUpdate.name]: {
    channel: 'orderUpdates',
    title: 'Order updates',
    message: 'orderUpdate',
    description: 'What partners answer; applied to the ERP once in effect, in order per order.',
  },
  [contracts.orderUpdateOutcome.name]: {
    channel: 'outcomes',
    title: 'Outcomes',
    message: 'orderUpdateOutcome',
    description: 'What became of each update, for its sender. At least one for each.',
  },
  [contracts.missingAnswer.name]: {
    channel: 'missingAnswers',
    title: 'Missing answers',
    message: 'missingAnswer',
    description:
      'Which answers have not come in time, and which no longer. Compacted: the last word on each order holds. Written in transactions: read it with isolation.level=read_committed.',
  },
  [contracts.channelMessage.name]: {
    channel: 'messages',
    title: 'Messages',
    message: 'channelMessage',
    description: 'Any other JSON put on the channel over HTTP.',
  },
  [contracts.audit.name]: {
    channel: 'audit',
    title: 'Audit',
    message: 'auditRecord',
    description:
      'Who wanted to change what about the flow and why, before it was changed; also what was denied. Never expires.',
  },
  [CONTROL_TOPIC]: {
    channel: 'control',
    title: 'Control',
    message: 'controlRecord',
    description:
      'What operators want of each connection: to rest, to run, to be read now. Compacted: the last word of each holds, for as long as there is no other.',
  },
  [CURSOR_TOPIC]: {
    channel: 'cursors',
    title: 'Cursors',
    message: 'cursor',
    description: 'Internal to the extractor: how far each connection has been read.',
  },
  [PUBLISHED_TOPIC]: {
    channel: 'published',
    title: 'Published orders',
    message: 'publishedOrder',
    description:
      'Internal to the extractor: what was published of connections that cannot tell what changed.',
  },
}

const FAILURES: Readonly<Record<string, Description & { readonly suffix: string }>> = {
  dlq: {
    suffix: 'DeadLetter',
    title: 'Dead Letter Channel',
    message: 'failed',
    description:
      'What a person must look at, and the later messages of its key. Never expires; settled by "adapter dlq".',
  },
  invalid: {
    suffix: 'Invalid',
    title: 'Invalid Message Channel',
    message: 'failed',
    description: 'What is no message of this contract. Never expires.',
  },
  replay: {
    suffix: 'Replay',
    title: 'Replay log',
    message: 'replayRecord',
    description:
      'The audit record of the Dead Letter Channel: what operators asked for and what became of it.',
  },
}

function channelOf({ name, partitions, config }: TopicDeclaration, described: Description): object {
  const { title, description, message } = described
  const settings = Object.entries(config).map(([setting, value]) => [
    setting,
    setting === 'cleanup.policy' ? [value] : Number(value),
  ])
  return {
    address: name,
    title,
    description,
    messages: { [message]: { $ref: `#/components/messages/${message}` } },
    ...(name.includes('{group}') && {
      parameters: {
        group: {
          description: 'The consumer group that could not handle the message.',
          examples: ['update-applier.adventureworks', 'erp-extractor'],
        },
      },
    }),
    bindings: {
      kafka: { partitions, topicConfiguration: Object.fromEntries(settings), bindingVersion: '0.5.0' },
    },
  }
}

/** Every topic as it is declared, and the failure channels of any group that reads one. */
export function channels(): Record<string, object> {
  const declared = topicDeclarations.map((topic) => {
    const described = TOPICS[topic.name]
    if (!described)
      throw new Error(`docs/generate/async-api/channels.ts does not know the topic ${topic.name}`)
    return [described.channel, channelOf(topic, described)] as const
  })
  const failures = [contracts.order.name, contracts.orderUpdate.name].flatMap((topic) =>
    failureTopicDeclarations(topic, '{group}').map((failure) => {
      const described = FAILURES[failure.name.slice(failure.name.lastIndexOf('.') + 1)]
      const of = TOPICS[topic]
      if (!described || !of) throw new Error(`the failure topic ${failure.name} is of no known kind`)
      const title = `${described.title} of ${of.title.toLowerCase()}`
      return [`${of.channel}${described.suffix}`, channelOf(failure, { ...described, title })] as const
    }),
  )
  return Object.fromEntries([...declared, ...failures])
}
