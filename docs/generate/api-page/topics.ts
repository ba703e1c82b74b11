import type { asyncApiDocument } from '../async-api/document.ts'
import { fieldTable } from './fields.ts'
import { example, html, type Html } from './html.ts'

type Document = ReturnType<typeof asyncApiDocument>

interface Channel {
  readonly address: string
  readonly title: string
  readonly description: string
  readonly messages: Readonly<Record<string, unknown>>
  readonly bindings: {
    readonly kafka: {
      readonly partitions: number
      readonly topicConfiguration: Readonly<Record<string, number | readonly string[]>>
    }
  }
}
interface Message {
  readonly title: string
  readonly summary: string
  readonly headers?: {
    readonly properties: Readonly<
      Record<string, { description: string; const?: string; examples?: readonly string[] }>
    >
    readonly required?: readonly string[]
  }
  readonly payload: { readonly schema?: Parameters<typeof fieldTable>[0] }
  readonly bindings: { readonly kafka: { readonly key: { readonly description?: string } } }
  readonly examples?: readonly { readonly name: string; readonly payload: unknown }[]
}
export interface Operation {
  readonly action: 'send' | 'receive'
  readonly summary: string
  readonly channel: { readonly $ref: string }
  readonly tags: readonly { readonly name: string }[]
}

const DAY_MS = 86_400_000

export const channelsOf = ({ channels }: Document) => Object.entries(channels) as [string, Channel][]
export const operationsOn = ({ operations }: Document, channel: string) =>
  (Object.values(operations) as Operation[]).filter(
    ({ channel: { $ref } }) => $ref === `#/channels/${channel}`,
  )

/** One topic: its settings, who uses it, and what lies in it. */
export function topicSection(document: Document, name: string, channel: Channel): Html {
  const { address, title, description, messages } = channel
  const [kind = ''] = Object.keys(messages)
  const message = (document.components.messages as unknown as Record<string, Message>)[kind]
  return html`<article id="${name}">
    <h3>${title}</h3>
    <p class="address"><code>${address}</code> ${settings(channel)}</p>
    <p>${description}</p>
    <ul class="uses">
      ${operationsOn(document, name).map(
        ({ action, tags: [tag], summary }) =>
          html`<li>
            <b class="${action}">${tag?.name} ${action === 'send' ? 'sends' : 'receives'}</b> ${summary}
          </li>`,
      )}
    </ul>
    ${message && messageSection(message)}
  </article>`
}

function settings({ bindings: { kafka } }: Channel): Html {
  const { 'cleanup.policy': policy, 'retention.ms': retention, ...others } = kafka.topicConfiguration
  const kept = Number(retention) < 0 ? 'kept for ever' : `kept ${inDays(Number(retention))}`
  const chips = [
    `${kafka.partitions} partitions`,
    String(policy) === 'compact' ? 'compacted' : kept,
    ...Object.entries(others).map(
      ([setting, value]) => `${setting} ${setting.endsWith('.ms') ? inDays(Number(value)) : String(value)}`,
    ),
  ]
  return html`${chips.map((chip) => html`<span class="chip">${chip}</span>`)}`
}

const inDays = (milliseconds: number) => `${milliseconds / DAY_MS} days`

function messageSection({ title, summary, headers, payload, bindings, examples = [] }: Message): Html {
  const { description: key } = bindings.kafka.key
  return html`<div class="message">
    <p><strong>${title}.</strong> ${summary}</p>
    ${key !== undefined && html`<p><b class="label">key</b> ${key}</p>`}
    ${
      headers &&
      html`<details>
        <summary>Headers</summary>
        ${headerTable(headers)}
      </details>`
    }
    ${
      payload.schema &&
      html`<details open>
        <summary>Fields</summary>
        ${fieldTable(payload.schema)}
      </details>`
    }
    ${examples.map(({ name, payload: value }) => example(html`Example: ${name}`, value))}
  </div>`
}

function headerTable({ properties, required = [] }: NonNullable<Message['headers']>): Html {
  return html`<table>
    <tbody>
      ${Object.entries(properties).map(
        ([name, { description, const: constant, examples }]) =>
          html`<tr>
            <td>
              <code>${name}</code>${required.includes(name) && html`<span class="always">always</span>`}
            </td>
            <td>${description} <code class="shown">${constant ?? examples?.[0]}</code></td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
