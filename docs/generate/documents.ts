import { openApiDocument } from '../../services/publisher-gateway/src/open-api/document.ts'
import { partnersJsonSchema } from '../../packages/partners/src/index.ts'
import { apiPage } from './api-page/page.ts'
import { asyncApiDocument } from './async-api/document.ts'
import { connectionsJsonSchema } from '../../packages/erp/src/index.ts'
import { publishedMessages } from './async-api/published.ts'
import { configurationDocument } from './configuration.ts'
import { metricsDocument } from './metrics.ts'

const json = (document: object) => `${JSON.stringify(document, null, 2)}\n`

/** Every generated document, by its place under docs/. */
export async function documents(): Promise<Record<string, string>> {
  const asyncApi = asyncApiDocument(await publishedMessages())
  return {
    'configuration.md': configurationDocument(),
    'metrics.md': metricsDocument(),
    'connections.schema.json': json(connectionsJsonSchema()),
    'api/asyncapi.json': json(asyncApi),
    'api/openapi.json': json(openApiDocument),
    'api/partners.schema.json': json(partnersJsonSchema()),
    'api/index.html': apiPage(openApiDocument, asyncApi),
  }
}
