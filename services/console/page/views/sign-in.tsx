import { signIn } from '../identity.ts'
import { place } from '../place.ts'
import { words } from '../preferences.ts'
import { wordOf } from '../parts/shown.tsx'

/** Instead of every view for whoever has not said who they are. */
export function SignInView({ canSignIn }: { canSignIn: boolean }) {
  const says = words()
  const fault =
    place.value.view === 'sign-in' ? wordOf(says.signInFaults, place.value.query.get('fault')) : ''
  return (
    <section class="panel sign-in">
      <h1 class="view-title">{says.signInTitle}</h1>
      {fault !== '' && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      {canSignIn ? (
        <>
          <p>{says.signInMore}</p>
          <button type="button" class="button primary" onClick={signIn}>
            {says.signIn}
          </button>
        </>
      ) : (
        <p>{says.keysOnly}</p>
      )}
    </section>
  )
}
