import { html, type Html } from './html.ts'

interface AvroField {
  readonly name: string
  readonly type: AvroType
  readonly doc?: string
}
interface AvroComplex {
  readonly type: string
  readonly logicalType?: string
  readonly precision?: number
  readonly scale?: number
  readonly codes?: readonly string[]
  readonly items?: AvroType
  readonly fields?: readonly AvroField[]
}
type AvroType = string | AvroComplex | readonly AvroType[]

/** Every field of an Avro record, those of records inside it indented under their own. */
export function fieldTable(schema: AvroComplex): Html {
  return html`<table class="fields">
    <thead>
      <tr>
        <th>field</th>
        <th>type</th>
        <th>meaning</th>
      </tr>
    </thead>
    <tbody>
      ${rows(schema, 0)}
    </tbody>
  </table>`
}

function rows(record: AvroComplex, depth: number): Html[] {
  return (record.fields ?? []).map(({ name, type, doc }) => {
    const { inner, optional, list } = unwrapped(type)
    return html`<tr style="--depth:${depth}">
        <td><code>${name}</code></td>
        <td>${typeName(inner)}${list && '[]'}${optional && html`<span class="optional">or null</span>`}</td>
        <td>${doc}${codes(inner)}</td>
      </tr>
      ${typeof inner === 'object' && 'fields' in inner && rows(inner, depth + 1)}`
  })
}

function unwrapped(type: AvroType): { inner: string | AvroComplex; optional: boolean; list: boolean } {
  if (Array.isArray(type)) {
    const other = (type as readonly AvroType[]).find((branch) => branch !== 'null') ?? 'null'
    return { ...unwrapped(other), optional: true }
  }
  const single = type as string | AvroComplex
  if (typeof single === 'object' && single.items !== undefined) {
    return { ...unwrapped(single.items), list: true }
  }
  return { inner: single, optional: false, list: false }
}

function typeName(type: string | AvroComplex): string {
  if (typeof type === 'string') return type
  const { logicalType, precision, scale } = type
  if (logicalType === 'decimal') return `decimal(${precision}, ${scale})`
  return logicalType ?? type.type
}

function codes(type: string | AvroComplex): Html | undefined {
  if (typeof type === 'string' || !type.codes) return undefined
  return html`<span class="codes">${type.codes.map((code) => html`<code>${code}</code>`)}</span>`
}
