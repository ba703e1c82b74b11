import { useSignal } from '@preact/signals'
import type { CorrectionAsked, LetterPage, ParkedLetter, Planned } from '../../src/answers/parked.ts'
import { ask, useAsked } from '../ask.ts'
import { amount, moment } from '../figures.ts'
import { linkTo } from '../place.ts'
import { words } from '../preferences.ts'
import { Act, type Said } from './act.tsx'
import { ActButton } from './act-button.tsx'
import { Shown } from './shown.tsx'

/** One parked message with its cause, and the way to mend it. */
export function ParkedLetterRow({ letter }: { letter: ParkedLetter }) {
  const says = words()
  const correcting = useSignal(false)
  return (
    <li>
      <p>
        <a href={linkTo('orders', letter.key)}>{letter.key}</a>{' '}
        <span class="muted">
          {moment(letter.at)} · {says.attempts(amount(letter.attempts))}
        </span>
      </p>
      <p class="quote">{letter.text}</p>
      {correcting.value ? (
        <Correction
          letter={letter}
          onDone={() => {
            correcting.value = false
          }}
        />
      ) : (
        <ActButton
          needs="operator"
          class="link"
          onClick={() => {
            correcting.value = true
          }}
        >
          {says.correct}
        </ActButton>
      )}
    </li>
  )
}

function Correction({ letter, onDone }: { letter: ParkedLetter; onDone: () => void }) {
  const { connection, key, partition, offset } = letter
  const says = words()
  const asked = useAsked<LetterPage>(`/api/parked/${encodeURIComponent(connection)}/${partition}/${offset}`)
  const written = useSignal<string | undefined>(undefined)
  return (
    <Shown asked={asked}>
      {({ value, fault }) => {
        if (fault !== undefined) return <p class="quote">{`${says.unreadable}: ${fault}`}</p>
        const text = written.value ?? JSON.stringify(value, null, 2)
        const send = (said: Said) => {
          const corrected = { connection, key, partition, offset, value: parsed(text), ...said }
          return ask<Planned>('/api/corrections', corrected satisfies CorrectionAsked)
        }
        return (
          <Act does={says.send} act={async (said) => send(said)} onDone={onDone}>
            <label class="field">
              <span>{says.update}</span>
              <textarea
                rows={14}
                spellcheck={false}
                value={text}
                onInput={({ currentTarget }) => {
                  written.value = currentTarget.value
                }}
              />
            </label>
            <p class="muted">{says.updateHint}</p>
          </Act>
        )
      }}
    </Shown>
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(words().notJson)
  }
}
