import { PublishFailed, PublisherOverloaded } from '@channel-adapter/messaging'
import { problem, ProblemError } from '@channel-adapter/process'

const RETRY_SOON = { 'retry-after': '1' }
const RETRY_LATER = { 'retry-after': '2' }

/** What the sender is told when publishing failed; any other error is returned as it is. */
export function publishProblem(error: unknown): unknown {
  if (error instanceof PublisherOverloaded) {
    return new ProblemError(
      problem(429, {
        type: 'overloaded',
        detail: 'More messages wait for the broker than the gateway holds. Nothing was sent; try again.',
      }),
      RETRY_SOON,
    )
  }
  if (error instanceof PublishFailed) {
    const detail =
      error.outcome === 'not-sent'
        ? 'The broker could not be reached in time. Nothing was sent; try again.'
        : 'The broker did not confirm in time: the message may have been stored or not. Try again with the same Idempotency-Key, and it takes effect once.'
    return new ProblemError(problem(503, { type: 'broker-away', detail }), RETRY_LATER)
  }
  return error
}

/** Before the broker and the registry have answered for the first time. */
export function notReady(): ProblemError {
  return new ProblemError(
    problem(503, {
      type: 'not-ready',
      detail: 'The gateway waits for the broker or the schema registry. Nothing was sent; try again.',
    }),
    RETRY_LATER,
  )
}
