import { computed, effect, signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { askWhoItIs, csrfHeaders, identity } from './identity.ts'

/** An answer that was a problem document (RFC 9457). */
export class Refused extends Error {
  readonly status: number

  constructor(status: number, detail: string) {
    super(detail)
    this.status = status
  }
}

/** Grows whenever the server says that something has changed. */
const changes = signal(0)
/** Whether the server is there; undefined before it is known. */
export const connected = signal<boolean | undefined>(undefined)

/** Whether whoever looks is told anything. */
const isLetIn = computed(() => identity.value !== undefined && identity.value.kind !== 'unknown')
/** What only time changes is told by nobody: an answer that is overdue by now, how long something lasts. */
const LOOK_AGAIN_MS = 10_000
effect(() => {
  if (!isLetIn.value) return undefined
  const looking = setInterval(() => {
    if (document.visibilityState === 'visible') changes.value++
  }, LOOK_AGAIN_MS)
  return () => clearInterval(looking)
})
effect(() => {
  if (!isLetIn.value) return undefined
  const source = new EventSource('/api/live')
  source.addEventListener('changed', () => changes.value++)
  source.addEventListener('open', () => {
    connected.value = true
    changes.value++
  })
  source.addEventListener('error', () => {
    connected.value = false
  })
  return () => {
    source.close()
    connected.value = undefined
  }
})

/** @throws {Refused} */
export async function ask<T>(path: string, body?: object): Promise<T> {
  const response = await fetch(path, {
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...csrfHeaders.peek() },
      body: JSON.stringify(body),
    }),
  })
  const answer: unknown = await response.json()
  if (response.ok) return answer as T
  // The session is over, or somebody has signed out elsewhere.
  if (response.status === 401) await askWhoItIs()
  throw new Refused(response.status, (answer as { detail?: string }).detail ?? response.statusText)
}

export interface Asked<T> {
  /** The newest answer, also while another one is asked for. */
  readonly value: T | undefined
  readonly error: Error | undefined
}

/** What the server says at a path, asked again whenever something has changed. */
export function useAsked<T>(path: string): Asked<T> {
  const asked = useSignal<Asked<T> & { path: string }>({ path, value: undefined, error: undefined })
  const change = changes.value
  useEffect(() => {
    let current = true
    ask<T>(path).then(
      (value) => {
        if (current) asked.value = { path, value, error: undefined }
      },
      (error: Error) => {
        if (current) asked.value = { ...asked.peek(), path, error }
      },
    )
    return () => {
      current = false
    }
  }, [path, change])
  return asked.value.path === path ? asked.value : { value: undefined, error: undefined }
}
