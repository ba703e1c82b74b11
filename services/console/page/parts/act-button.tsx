import type { ComponentChildren } from 'preact'
import type { Role } from '../../src/identity/roles.ts'
import { may } from '../identity.ts'
import { words } from '../preferences.ts'

interface ActButtonProps {
  /** What somebody must be to do it. */
  readonly needs: Role
  readonly class?: string
  readonly onClick: () => void
  readonly children: ComponentChildren
}

/** A button that changes something: of whoever may not, it says what they would have to be. */
export function ActButton({ needs, class: look = 'button', onClick, children }: ActButtonProps) {
  const allowed = may(needs)
  const says = words()
  return (
    <button
      type="button"
      class={look}
      disabled={!allowed}
      title={allowed ? undefined : says.needsRole(says.roles[needs])}
      onClick={onClick}
    >
      {children}
    </button>
  )
}
