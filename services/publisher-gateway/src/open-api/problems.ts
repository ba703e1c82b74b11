import { problem, type ProblemDetails } from '@channel-adapter/process'

/** A fault as the document shows it: when it happens, and the answer, word for word. */
interface DocumentedProblem {
  readonly summary: string
  readonly value: ProblemDetails
}

const documented = (
  summary: string,
  status: number,
  type: string,
  detail: string,
  more: Partial<ProblemDetails> = {},
): DocumentedProblem => ({ summary, value: { ...problem(status, { type, detail }), ...more } })

/** Every problem that POST /send answers, by its name. document.test.ts provokes each. */
export const sendProblems: Readonly<Record<string, DocumentedProblem>> = {
  'malformed-json': documented(
    'JSON that breaks off, or is not UTF-8',
    400,
    'malformed-json',
    'The body is not valid JSON: expected ":" at line 2, column 6.',
  ),
  'empty-body': documented('Nothing', 400, 'empty-body', 'The body is empty; it must hold JSON.'),
  'json-too-deep': documented(
    'JSON nested too deep',
    400,
    'json-too-deep',
    'The JSON is nested 65 levels deep; at most 64 are accepted.',
  ),
  'forbidden-name': documented(
    "A member that would change JavaScript's prototypes",
    400,
    'forbidden-name',
    'The JSON has a member "__proto__" or "constructor.prototype", which is refused.',
  ),
  'invalid-idempotency-key': documented(
    'An Idempotency-Key that is too long or not printable',
    400,
    'invalid-idempotency-key',
    'Idempotency-Key must have 1 to 255 printable ASCII characters.',
  ),
  'malformed-request': documented(
    'Bytes that are no HTTP',
    400,
    'malformed-request',
    'This is not an HTTP request.',
  ),
  unauthenticated: documented(
    'No credential, or one that is not accepted; where callers are authenticated',
    401,
    'unauthenticated',
    'A credential is needed: "Authorization: Bearer" and an API key or a token.',
  ),
  'not-permitted': documented(
    'Something that the caller may not send; where callers are authenticated',
    403,
    'not-permitted',
    '"litware" may not send about order adventureworks:4012.',
  ),
  'request-timeout': documented(
    'A request that comes too slowly',
    408,
    'request-timeout',
    'The request did not arrive in time.',
  ),
  'body-too-large': documented(
    'A body over the limit',
    413,
    'body-too-large',
    'The body is larger than the 262144 bytes that are accepted.',
  ),
  'unsupported-media-type': documented(
    'Another media type',
    415,
    'unsupported-media-type',
    'The content type "text/plain" is not accepted here; accepted are application/json and application/cloudevents+json.',
  ),
  'contract-violated': documented(
    'Data that breaks its contract; every place is named',
    422,
    'contract-violated',
    'The data breaks the contract purchasing.order-update.v1 in 1 place.',
    {
      title: 'Contract violated',
      errors: [
        { pointer: '#/data/response/lines/0/code', detail: 'must be one of "1", "3", "5", "7", "42"' },
      ],
    },
  ),
  'invalid-event': documented(
    'An event that is none under CloudEvents 1.0',
    422,
    'invalid-event',
    'The event is not valid under CloudEvents 1.0.',
    { title: 'Invalid CloudEvent', errors: [{ pointer: '#/source', detail: 'is missing' }] },
  ),
  'unknown-type': documented(
    'A type that may not be sent',
    422,
    'unknown-type',
    'The type "purchasing.order-update-outcome.v1" is none that may be sent here; these are: purchasing.order-update.v1, purchasing.order.v1, channel.message.v1.',
    { title: 'Unknown event type' },
  ),
  'idempotency-key-reused': documented(
    'An Idempotency-Key that was used for another request',
    422,
    'idempotency-key-reused',
    'This Idempotency-Key was used for another request; a new message needs a new key.',
    { title: 'Idempotency-Key reused' },
  ),
  overloaded: documented(
    'Too much waits for the broker',
    429,
    'overloaded',
    'More messages wait for the broker than the gateway holds. Nothing was sent; try again.',
  ),
  'quota-exceeded': documented(
    "More than the caller's quota; where callers are authenticated",
    429,
    'quota-exceeded',
    '"litware" may send 1 requests a second and have 1 under way. Nothing was sent; try again.',
  ),
  'headers-too-large': documented(
    'Headers of more than 16 KiB',
    431,
    'headers-too-large',
    'The headers are too large.',
  ),
  'internal-error': documented(
    'A fault of the gateway',
    500,
    'internal-error',
    'The service failed; its log says why.',
  ),
  'not-ready': documented(
    'The broker or the registry has not answered yet',
    503,
    'not-ready',
    'The gateway waits for the broker or the schema registry. Nothing was sent; try again.',
  ),
  'provider-away': documented(
    'The provider of tokens does not answer; where callers are authenticated',
    503,
    'provider-away',
    'The provider of tokens does not answer, so nobody can tell whose token this is. Try again.',
  ),
  'broker-away': documented(
    'The broker is away',
    503,
    'broker-away',
    'The broker could not be reached in time. Nothing was sent; try again.',
  ),
  'broker-away-unknown': documented(
    'The broker did not confirm in time',
    503,
    'broker-away',
    'The broker did not confirm in time: the message may have been stored or not. Try again with the same Idempotency-Key, and it takes effect once.',
  ),
}

/** What any path and method but the documented ones is answered. */
export const routeProblems = {
  NotFound: documented('Another path', 404, 'not-found', 'There is nothing at POST /sent.'),
  MethodNotAllowed: documented(
    'Another method',
    405,
    'method-not-allowed',
    '/send does not take GET; it takes POST.',
  ),
} satisfies Record<string, DocumentedProblem>
