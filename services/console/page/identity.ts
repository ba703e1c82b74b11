import { computed, signal } from '@preact/signals'
import type { Identity, SignedOut } from '../src/answers/identity.ts'
import { isAtLeast, type Role } from '../src/identity/roles.ts'

/** Who looks at the page; undefined until the server has said so. */
export const identity = signal<Identity | undefined>(undefined)

/** Sent with each change by whoever has signed in. */
export const csrfHeaders = computed((): Readonly<Record<string, string>> => {
  const who = identity.value
  return who?.kind === 'known' && who.csrfToken !== undefined ? { 'x-csrf-token': who.csrfToken } : {}
})

export async function askWhoItIs(): Promise<void> {
  const response = await fetch('/api/identity')
  if (response.ok) identity.value = (await response.json()) as Identity
}

/** Whether whoever looks may do what needs this role; the server decides. */
export function may(needed: Role): boolean {
  const who = identity.value
  return who?.kind === 'unasked' || (who?.kind === 'known' && isAtLeast(who.role, needed))
}

export function signIn(): void {
  const place = location.hash.startsWith('#/sign-in') ? '' : location.hash
  location.assign(`/auth/sign-in?${new URLSearchParams({ place }).toString()}`)
}

export async function signOut(): Promise<void> {
  const response = await fetch('/auth/sign-out', { method: 'POST' })
  location.assign(((await response.json()) as SignedOut).to)
}
