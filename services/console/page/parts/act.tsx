import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { identity } from '../identity.ts'
import { operator, words } from '../preferences.ts'

/** Who and why. */
export interface Said {
  /** Undefined where it is known who it is. */
  readonly by: string | undefined
  readonly reason: string
}

interface ActProps {
  /** What the button says that does it. */
  readonly does: string
  readonly danger?: boolean
  /** Does it, for the reason given. What it throws is shown. */
  readonly act: (said: Said) => Promise<unknown>
  readonly onDone: () => void
  readonly children: ComponentChildren
}

/** Asks why, and where nobody has signed in who, before something is changed: nothing is done without. */
export function Act({ does, danger = false, act, onDone, children }: ActProps) {
  const says = words()
  const reason = useSignal('')
  const fault = useSignal('')
  const busy = useSignal(false)
  const isUnasked = identity.value?.kind === 'unasked'
  const run = async () => {
    busy.value = true
    fault.value = ''
    try {
      await act({ by: isUnasked ? operator.value.trim() : undefined, reason: reason.value.trim() })
      onDone()
    } catch (error) {
      fault.value = (error as Error).message
    } finally {
      busy.value = false
    }
  }
  return (
    <form
      class="act"
      onSubmit={(event) => {
        event.preventDefault()
        void run()
      }}
    >
      {children}
      <div class="act-fields">
        {isUnasked && (
          <label class="field">
            <span>{says.who}</span>
            <input
              required
              maxLength={200}
              autocomplete="name"
              value={operator.value}
              onInput={({ currentTarget }) => {
                operator.value = currentTarget.value
              }}
            />
          </label>
        )}
        <label class="field grow">
          <span>{says.why}</span>
          <input
            required
            maxLength={500}
            placeholder={says.whyHint}
            value={reason.value}
            onInput={({ currentTarget }) => {
              reason.value = currentTarget.value
            }}
          />
        </label>
        <button type="submit" class={`button ${danger ? 'danger' : 'primary'}`} disabled={busy.value}>
          {does}
        </button>
        <button type="button" class="button" onClick={onDone}>
          {says.cancel}
        </button>
      </div>
      {fault.value !== '' && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
    </form>
  )
}
