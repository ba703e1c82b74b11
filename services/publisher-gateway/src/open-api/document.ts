import { healthPaths, problemSchema } from '@channel-adapter/process'
import { dataSchemas, eventSchemas } from './events.ts'
import { routeProblems } from './problems.ts'
import { sendOperation, sentSchema } from './send.ts'

const routeAnswer = ({ summary, value }: (typeof routeProblems)[keyof typeof routeProblems]) => ({
  description: summary,
  content: {
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/Problem' },
      examples: { any: { summary, value } },
    },
  },
})

/**
 * The gateway's OpenAPI 3.1 document: what is served at /openapi.json and committed as docs/api/openapi.json. Schemas of
 * data come from the contracts, those of events from what checks them. The tests hold every answer against it.
 */
export const openApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Publisher gateway',
    version: '1.0.0',
    summary: 'Puts messages on the channel over HTTP.',
    description:
      'For inventory systems, suppliers and anyone without Kafka. Every refusal is a problem document (RFC 9457) that says what is wrong and what to do; that of another path is `NotFound`, that of another method `MethodNotAllowed`, under components.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: 'http://127.0.0.1:5000', description: 'The default of a local deployment.' }],
  tags: [
    { name: 'Channel', description: 'For senders.' },
    { name: 'Operation', description: 'For those who run it.' },
  ],
  paths: {
    '/send': { post: sendOperation },
    ...healthPaths,
    '/openapi.json': {
      get: {
        operationId: 'openapi',
        tags: ['Operation'],
        summary: 'This document',
        responses: {
          200: {
            description: 'OpenAPI 3.1.',
            content: { 'application/json': { schema: { type: 'object', required: ['openapi', 'paths'] } } },
          },
        },
      },
    },
  },
  components: {
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        description: 'An API key, or a token (JWT) of the OpenID Connect provider that the gateway trusts.',
      },
    },
    schemas: { Sent: sentSchema, ...eventSchemas, ...dataSchemas, Problem: problemSchema },
    responses: {
      NotFound: routeAnswer(routeProblems.NotFound),
      MethodNotAllowed: {
        ...routeAnswer(routeProblems.MethodNotAllowed),
        headers: { Allow: { description: 'The methods that are taken.', schema: { type: 'string' } } },
      },
    },
  },
}
