import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'

/** How the OpenAPI document is made from the routes' schemas. */
export const openApi: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Purchasing ERP',
      description:
        'Purchase orders over REST. Decimals are strings, instants RFC 3339 in UTC with microseconds. Errors are problem documents (RFC 9457).',
      version: '1.0.0',
    },
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    security: [{ bearer: [] }, {}],
  },
  refResolver: {
    buildLocalReference: (schema, _base, _fragment, index) =>
      typeof schema['$id'] === 'string' ? schema['$id'] : `def-${index}`,
  },
}
