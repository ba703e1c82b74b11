import {
  type Contract,
  contracts,
  createCodec,
  type OrderUpdate,
  type OrderUpdateOutcome,
} from '../../../packages/contracts/src/index.ts'
import {
  exampleAudit,
  exampleMessage,
  exampleMissing,
  exampleOrder,
  exampleOutcomes,
  exampleUpdates,
} from '../../../packages/contracts/src/examples.ts'
import { registryOfAll } from '../../../packages/contracts/src/testing/index.ts'
import {
  answerMessage,
  auditMessage,
  failedMessage,
  type IncomingMessage,
  type OutgoingMessage,
} from '../../../packages/messaging/src/index.ts'
import { missingMessage } from '../../../services/console/src/missing-answer-message.ts'
import { snapshotMessage } from '../../../services/erp-extractor/src/snapshot-message.ts'
import { openCodecs } from '../../../services/publisher-gateway/src/channel.ts'
import { structuredEvent } from '../../../services/publisher-gateway/src/cloud-event.ts'
import { eventExamples } from '../../../services/publisher-gateway/src/open-api/events.ts'
import { prepareEvent, prepareMessage } from '../../../services/publisher-gateway/src/prepare.ts'
import { outcomeMessage } from '../../../services/update-applier/src/outcome-message.ts'

const NOW = Date.UTC(2026, 10, 24, 20)
const JOURNEY = {
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  correlationId: 'c0b5a3de-6f3b-4a52-8c4d-5f1e2d3c0001',
}

/** The message as a consumer has it. */
function received({ topic, key, value, headers }: OutgoingMessage): IncomingMessage {
  return {
    topic,
    key,
    headers,
    value: value ?? Buffer.alloc(0),
    partition: 3,
    offset: 1187n,
    timestamp: NOW,
  }
}

/** The examples as each service publishes them, made by its own code: what the documents and their tests are about. */
export async function publishedMessages() {
  const codec = <T>(contract: Contract<T>) => createCodec(contract, contract.name, registryOfAll)
  const channel = {
    codecs: await openCodecs(registryOfAll, ''),
    topicPrefix: '',
    publish: () => Promise.resolve(),
  }
  const topic = contracts.order.name
  const snapshot = snapshotMessage(
    exampleOrder,
    { codec: await codec(contracts.order), topic, group: 'erp-extractor' },
    new Date(NOW),
  )
  const answers = {
    codec: await codec<OrderUpdate>(contracts.orderUpdate),
    topic: contracts.orderUpdate.name,
  }
  const response = answerMessage(exampleUpdates.response, snapshot, answers)
  const { body } = exampleMessage
  const event = structuredEvent({ ...eventExamples['response']?.value, severity: 'low' })
  const outcomes = {
    codec: await codec<OrderUpdateOutcome>(contracts.orderUpdateOutcome),
    topic: contracts.orderUpdateOutcome.name,
  }
  const { applied, refused } = exampleOutcomes
  const deadLetter = failedMessage(received(response), 'update-applier.adventureworks', 'deadLetter', {
    code: 'erp-rejected',
    text: 'the ERP refuses the update: the period is closed',
    attempts: 1,
    firstFailedAt: '2026-11-24T20:00:00.250Z',
  })
  const { subject, name, knownBy, role, through, action, connection, reason } = exampleAudit
  const audit = auditMessage(
    { subject, name, knownBy, role, through },
    { action, connection, reason, before: { state: 'running' }, after: { state: 'paused' } },
    'ALLOWED',
    { codec: await codec(contracts.audit), topic: contracts.audit.name },
    { id: exampleAudit.id, now: Date.parse(exampleAudit.at) },
  )
  const missing = missingMessage(exampleMissing, {
    codec: await codec(contracts.missingAnswer),
    topic: contracts.missingAnswer.name,
  })
  const context = { now: NOW, journey: JOURNEY, channel, partner: undefined }
  return {
    order: snapshot,
    response,
    stockConfirmation: answerMessage(exampleUpdates.stockConfirmation, snapshot, answers),
    responseOverHttp: prepareEvent(event, event.id, context).message,
    message: prepareMessage(
      { text: body, value: JSON.parse(body) as unknown, bytes: Buffer.from(body) },
      exampleMessage.id,
      context,
    ).message,
    applied: outcomeMessage(exampleUpdates.response, applied, received(response), outcomes, NOW),
    refused: outcomeMessage(exampleUpdates.stockConfirmation, refused, received(response), outcomes, NOW),
    missing,
    deadLetter,
    audit,
  }
}

export type PublishedMessages = Awaited<ReturnType<typeof publishedMessages>>
