import { AsyncLocalStorage } from 'node:async_hooks'
import type { ErpConnection } from './port.ts'

const MASK = '[redacted]'
/** A shorter one would be found in any text. */
const SHORTEST = 6
const SHORTEST_BEGINNING = 4
const MOST_SENT = 12

/**
 * The same text with each secret masked, as it is written and as a URL, a form or JSON has it; also where what an ERP
 * said was cut off in the middle of one ({@link explanationOf} ends it with an ellipsis). Pure.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let masked = withoutWhole(text, secrets)
  if (!masked.includes('…')) return masked
  for (const form of secrets.flatMap(formsOf)) {
    for (let length = form.length - 1; length >= SHORTEST_BEGINNING; length--)
      masked = masked.replaceAll(`${form.slice(0, length)}…`, `${MASK}…`)
  }
  return masked
}

function withoutWhole(text: string, secrets: readonly string[]): string {
  return secrets.flatMap(formsOf).reduce((masked, form) => masked.replaceAll(form, MASK), text)
}

function formsOf(secret: string): string[] {
  if (secret.length < SHORTEST) return []
  // A token that an ERP gives may be any text.
  const inUrl = encodeURIComponent(secret.toWellFormed())
  const inForm = new URLSearchParams({ s: secret }).toString().slice(2)
  return [...new Set([secret, inUrl, encodeURIComponent(inUrl), inForm, JSON.stringify(secret).slice(1, -1)])]
}

/** What header fields prove, without the words that say how, such as Bearer. */
export function secretsIn(headers: Readonly<Record<string, string>> | undefined): string[] {
  const values = Object.values(headers ?? {})
  const words = values.flatMap((value) => value.split(/[\s;=]+/))
  return [...values, ...words.filter((word) => word.length > SHORTEST + 1)]
}

/** Masks secrets in whatever text an error has, and what caused it. @returns the same error */
export function tellingNone(error: unknown, secrets: readonly string[]): unknown {
  for (let told = error; told instanceof Error; told = told.cause) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(told)))
      if (typeof value === 'string') Object.assign(told, { [name]: withoutSecrets(value, secrets) })
    // An accessor, in V8.
    if (told.stack !== undefined) told.stack = withoutSecrets(told.stack, secrets)
  }
  return error
}

/** Of the call at hand: what proved who we are. */
const sent = new AsyncLocalStorage<string[]>()

/** Of header fields that are sent again and again: credential.ts gives the same object as long as they hold. */
const found = new WeakMap<object, string[]>()

/** Has what is proved by these header fields masked from now on, in whatever the connection at work tells. */
export function noteSent(headers: Readonly<Record<string, string>> | undefined): void {
  const noted = sent.getStore()
  if (!headers || !noted) return
  const secrets = found.get(headers) ?? secretsIn(headers)
  found.set(headers, secrets)
  const more = secrets.filter((secret) => !noted.includes(secret))
  // Of tokens that are granted for some minutes each, the last ones.
  noted.splice(0, noted.length + more.length - MOST_SENT)
  noted.push(...more)
}

/** The same connection, whose errors and unreadable orders tell none of its secrets, though its ERP says back what it was sent. */
export function discreetPort(erp: ErpConnection, secrets: readonly string[]): ErpConnection {
  const proofs: string[] = []
  const discreet = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await sent.run(proofs, call)
    } catch (error) {
      throw tellingNone(error, [...proofs, ...secrets])
    }
  }
  return {
    ...erp,
    async readChanges(...asked) {
      const page = await discreet(() => erp.readChanges(...asked))
      const known = [...proofs, ...secrets]
      const unreadable = page.unreadable.map((order) => ({
        ...order,
        reason: withoutSecrets(order.reason, known),
        raw: withoutWhole(order.raw, known),
      }))
      return { ...page, unreadable }
    },
    readOrder: (...asked) => discreet(() => erp.readOrder(...asked)),
    applyUpdate: (...asked) => discreet(() => erp.applyUpdate(...asked)),
  }
}
