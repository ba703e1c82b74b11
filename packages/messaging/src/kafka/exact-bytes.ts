import type { IHeaders, Message } from 'kafkajs'
import type { ExactBytes, IncomingMessage, OutgoingMessage } from '../ports.ts'

const REPLACED = '\uFFFD'

type Texts = Pick<IncomingMessage, 'key' | 'headers'>

/** What the texts of a message's key and headers do not tell of its bytes; nothing for most. */
export function exactBytes(
  { key, headers }: { readonly key: Buffer | null; readonly headers: IHeaders | undefined },
  texts: Texts,
): Pick<IncomingMessage, 'exact'> {
  const exact: { -readonly [part in keyof ExactBytes]: ExactBytes[part] } = {}
  if (key === null || isAltered(texts.key, key)) exact.key = key
  for (const name in headers) {
    const content = headers[name]
    // Nearly all: nothing is made for them.
    if (Buffer.isBuffer(content) && !isAltered(texts.headers[name] ?? '', content)) continue
    // kafkajs takes what every object has, such as `constructor`, for an earlier header of that name.
    const values = [content].flat().filter((value) => Buffer.isBuffer(value) || value === null)
    const [only] = values
    if (values.length === 1 && only && !isAltered(texts.headers[name] ?? '', only)) continue
    exact.headers = { ...exact.headers, [name]: values }
  }
  return exact.key === undefined && !exact.headers ? {} : { exact }
}

function isAltered(text: string, bytes: Buffer): boolean {
  return text.includes(REPLACED) && !Buffer.from(text).equals(bytes)
}

/** Key and headers as they are sent. */
export function sentBytes({ key, headers, exact }: OutgoingMessage): Pick<Message, 'key' | 'headers'> {
  return {
    key: exact?.key === undefined ? key : exact.key,
    // kafkajs writes null as Kafka means it; only its types do not know.
    headers: exact?.headers ? { ...headers, ...(exact.headers as Record<string, Buffer[]>) } : headers,
  }
}
