import { useSignal } from '@preact/signals'
import type { MessagePage } from '../../src/answers/orders.ts'
import { useAsked } from '../ask.ts'
import { words } from '../preferences.ts'
import { Shown } from './shown.tsx'

/** A message as people read it and raw, loaded when it is unfolded. */
export function MessageDetails({ id }: { id: number }) {
  const open = useSignal(false)
  return (
    <details
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open
      }}
    >
      <summary>{words().message}</summary>
      {open.value && <Message id={id} />}
    </details>
  )
}

function Message({ id }: { id: number }) {
  const says = words()
  const asked = useAsked<MessagePage>(`/api/messages/${id}`)
  return (
    <Shown asked={asked}>
      {({ topic, partition, offset, key, headers, value, fault, base64 }) => (
        <div class="message">
          {fault === undefined ? (
            <pre tabIndex={0} aria-label={says.readable}>
              {JSON.stringify(value, null, 2)}
            </pre>
          ) : (
            <p class="quote">{`${says.unreadable}: ${fault}`}</p>
          )}
          <dl class="facts">
            <div>
              <dt>{says.place}</dt>
              <dd>
                <code>{`${topic} ${partition}/${offset}`}</code> <code>{key}</code>
              </dd>
            </div>
            {Object.entries(headers).map(([name, text]) => (
              <div key={name}>
                <dt>
                  <code>{name}</code>
                </dt>
                <dd>
                  <code>{text}</code>
                </dd>
              </div>
            ))}
            <div>
              <dt>{says.bytes}</dt>
              <dd>
                <code>{base64}</code>
              </dd>
            </div>
          </dl>
        </div>
      )}
    </Shown>
  )
}
