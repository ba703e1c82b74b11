import { openApiDocument } from '../../services/publisher-gateway/src/open-api/document.ts'
import { configurationDocument } from './configuration.ts'

const json = (document: object) => `${JSON.stringify(document, null, 2)}\n`

/** Every generated document, by its place under docs/. */
export function documents(): Record<string, string> {
  return {
    'configuration.md': configurationDocument(),
    'api/openapi.json': json(openApiDocument),
  }
}
