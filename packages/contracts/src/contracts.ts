import { defineContract } from './contract.ts'
import type { AuditRecord } from './generated/audit-record.ts'
import type { ChannelMessage } from './generated/channel-message.ts'
import type { MissingAnswer } from './generated/missing-answer.ts'
import type { Order } from './generated/order.ts'
import type { OrderUpdate } from './generated/order-update.ts'
import type { OrderUpdateOutcome } from './generated/order-update-outcome.ts'
import { missingAnswerRules, orderRules, orderUpdateRules } from './rules.ts'

/** Every contract of the channel. Adding one here gives it a topic, a subject and a place in the documents. */
export const contracts = {
  order: defineContract<Order>('purchasing.order.v1', 'order', orderRules),
  orderUpdate: defineContract<OrderUpdate>('purchasing.order-update.v1', 'order-update', orderUpdateRules),
  orderUpdateOutcome: defineContract<OrderUpdateOutcome>(
    'purchasing.order-update-outcome.v1',
    'order-update-outcome',
  ),
  missingAnswer: defineContract<MissingAnswer>(
    'purchasing.missing-answer.v1',
    'missing-answer',
    missingAnswerRules,
  ),
  channelMessage: defineContract<ChannelMessage>('channel.message.v1', 'channel-message'),
  audit: defineContract<AuditRecord>('channel.audit.v1', 'audit-record'),
}

/** The schema folders of {@link contracts}, in the same order: what the type generator and the contract checks walk. */
export const schemaFolders = [
  'order',
  'order-update',
  'order-update-outcome',
  'missing-answer',
  'channel-message',
  'audit-record',
] as const
