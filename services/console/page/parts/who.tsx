import { identity, signOut } from '../identity.ts'
import { words } from '../preferences.ts'

/** Who has signed in, as what, and the way out; nothing where nobody is asked. */
export function Who() {
  const who = identity.value
  if (who?.kind !== 'known') return null
  const says = words()
  return (
    <div class="who">
      <span>
        {who.name} <span class="muted">{says.roles[who.role]}</span>
      </span>
      <button type="button" class="link" onClick={() => void signOut()}>
        {says.signOut}
      </button>
    </div>
  )
}
