// What is alike in every service's OpenAPI 3.1 document; the answers that it describes are made in problem.ts and health.ts.

type Json = Readonly<Record<string, unknown>>

const text = { type: 'string' } as const

/** JSON Schema of ProblemDetails. */
export const problemSchema: Json = {
  type: 'object',
  description: 'Problem details for HTTP APIs (RFC 9457).',
  properties: {
    type: {
      ...text,
      pattern: '^urn:channel-adapter:problem:[a-z0-9-]+$',
      description: 'Stable, for programs to tell problems apart.',
    },
    title: { ...text, description: 'The same for every occurrence of the type.' },
    status: { type: 'integer', description: "The answer's HTTP status." },
    detail: { ...text, description: 'What happened here and how to mend it.' },
    errors: {
      type: 'array',
      description: 'Each place that is wrong.',
      items: {
        type: 'object',
        properties: {
          pointer: {
            ...text,
            description: 'JSON Pointer into the body, such as "#/data/response/lines/0/code".',
          },
          header: { ...text, description: 'Or the name of a header.' },
          detail: text,
        },
        oneOf: [{ required: ['pointer'] }, { required: ['header'] }],
        required: ['detail'],
        additionalProperties: false,
      },
    },
  },
  required: ['type', 'title', 'status', 'detail'],
  additionalProperties: false,
}

const check: Json = {
  type: 'object',
  properties: {
    ok: { type: 'boolean' },
    detail: { type: ['string', 'object'], description: 'Why not, or figures that an operator wants to see.' },
  },
  required: ['ok'],
  additionalProperties: false,
}

const readiness = (status: string, description: string, checks: Json): Json => ({
  description,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: {
          status: { const: status },
          checks: {
            type: 'object',
            description: 'The state of each thing that it needs, by name.',
            additionalProperties: check,
          },
        },
        required: ['status', 'checks'],
        additionalProperties: false,
      },
      examples: { [status.replace(' ', '-')]: { value: { status, checks } } },
    },
  },
})

/** The paths of healthRoutes. */
export const healthPaths: Readonly<Record<string, { readonly get: Json }>> = {
  '/livez': {
    get: {
      operationId: 'livez',
      tags: ['Operation'],
      summary: 'Whether the process runs',
      description: 'Asks nobody else: an outage elsewhere must restart nothing.',
      responses: {
        200: {
          description: 'It runs.',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { status: { const: 'ok' } },
                required: ['status'],
                additionalProperties: false,
              },
              examples: { ok: { value: { status: 'ok' } } },
            },
          },
        },
      },
    },
  },
  '/readyz': {
    get: {
      operationId: 'readyz',
      tags: ['Operation'],
      summary: 'Whether it can do its work now',
      description: 'The true state of what it needs, asked at each request.',
      responses: {
        200: readiness('ready', 'It can.', { broker: { ok: true } }),
        503: readiness('not ready', 'It cannot; the checks say why.', {
          broker: { ok: false, detail: 'no answer within 2000 ms' },
        }),
      },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      tags: ['Operation'],
      summary: 'Metrics for Prometheus',
      responses: {
        200: {
          description: "Prometheus' text format.",
          content: {
            'text/plain': {
              schema: text,
              examples: {
                metrics: {
                  value:
                    '# HELP process_cpu_user_seconds_total Total user CPU time spent in seconds.\n# TYPE process_cpu_user_seconds_total counter\nprocess_cpu_user_seconds_total 0.42\n',
                },
              },
            },
          },
        },
      },
    },
  },
}
