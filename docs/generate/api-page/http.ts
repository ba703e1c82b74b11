import type { openApiDocument } from '../../../services/publisher-gateway/src/open-api/document.ts'
import { example, html, type Html, inline, markdown } from './html.ts'

type Document = typeof openApiDocument

interface Examples {
  readonly [name: string]: { readonly summary?: string; readonly value: unknown }
}
type Content = Readonly<Record<string, { readonly examples?: Examples }>>
interface Parameter {
  readonly name: string
  readonly description: string
  readonly example?: string
}
interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly security?: unknown
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly headers?: object; readonly content?: Content }>
  >
}

/** The operations in their order, with method and path; a credential is a header like the others. */
export function operationsOf({
  paths,
  components,
}: Document): { method: string; path: string; operation: Operation }[] {
  const { description } = components.securitySchemes.bearer
  const credential = { name: 'Authorization', description, example: 'Bearer …' }
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, described]) => {
      const operation = described as unknown as Operation
      const { security, parameters = [] } = operation
      return {
        method: method.toUpperCase(),
        path,
        operation: { ...operation, parameters: security ? [credential, ...parameters] : parameters },
      }
    }),
  )
}

/**
 * One operation with its headers, bodies and answers.
 * @param dataTopics whose sections show what an event's data may hold
 */
export function operationSection(
  method: string,
  path: string,
  operation: Operation,
  dataTopics: readonly { readonly name: string; readonly address: string }[],
): Html {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation
  return html`<article id="${operationId}">
    <h3><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code></h3>
    <p class="lead">${summary}</p>
    ${description !== undefined && markdown(description)}
    ${parameters.length > 0 && parameterTable(parameters)}
    ${
      requestBody &&
      html`<h4>Bodies</h4>
        ${bodies(requestBody.content)}
        <p>
          The fields of an event's <code>data</code> are those of its topic:
          ${dataTopics.map(({ name, address }) => html`<a href="#${name}"><code>${address}</code></a> `)}
        </p>`
    }
    <h4>Answers</h4>
    ${Object.entries(responses).map(([status, response]) => answer(status, response))}
  </article>`
}

function parameterTable(parameters: readonly Parameter[]): Html {
  return html`<h4>Headers</h4>
    <table>
      <tbody>
        ${parameters.map(
          ({ name, description, example: shown }) =>
            html`<tr>
              <td><code>${name}</code></td>
              <td>
                ${inline(description)} ${shown !== undefined && html`<code class="shown">${shown}</code>`}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>`
}

function bodies(content: Content): Html[] {
  return Object.entries(content).map(
    ([mediaType, { examples = {} }]) =>
      html`<p class="media"><code>${mediaType}</code></p>
        ${Object.values(examples).map(({ summary, value }, index) =>
          example(summary ?? mediaType, value, index === 0 && mediaType === 'application/json'),
        )}`,
  )
}

function answer(
  status: string,
  { description, headers = {}, content = {} }: Operation['responses'][string],
): Html {
  const shown = Object.values(content).flatMap(({ examples = {} }) => Object.values(examples))
  const names = Object.keys(headers)
  return html`<details class="answer">
    <summary>
      <span class="status s${status.slice(0, 1)}">${status}</span>${inline(description)}
      <small>${Object.keys(content).join(', ')}${names.length > 0 && ` · ${names.join(', ')}`}</small>
    </summary>
    ${shown.map(({ summary, value }) => example(summary ?? 'Example', value, shown.length === 1))}
  </details>`
}
