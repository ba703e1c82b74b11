import { useSignal } from '@preact/signals'
import type { InvalidView, ParkedGroup, ParkedPage, PlanAsked, Planned } from '../../src/answers/parked.ts'
import { ask, useAsked } from '../ask.ts'
import { amount, moment } from '../figures.ts'
import { Act, type Said } from '../parts/act.tsx'
import { ActButton } from '../parts/act-button.tsx'
import { MessageDetails } from '../parts/message-details.tsx'
import { ParkedLetterRow } from '../parts/parked-letter.tsx'
import { Plans } from '../parts/plans.tsx'
import { Shown } from '../parts/shown.tsx'
import { linkTo } from '../place.ts'
import { words } from '../preferences.ts'

/** What waits for a person, by its reason; what operators did about it; what was never valid. */
export function ParkedView() {
  const asked = useAsked<ParkedPage>('/api/parked')
  const says = words()
  return (
    <>
      <h1 class="view-title">{says.parkedTitle}</h1>
      <Shown asked={asked}>
        {({ groups, plans, invalid }) => (
          <>
            {groups.length === 0 && (
              <section class="fine">
                <strong>{says.nothingParked}</strong> {says.nothingParkedMore}
              </section>
            )}
            {groups.map((group) => (
              <Group key={`${group.connection} ${group.code}`} group={group} />
            ))}
            <Plans plans={plans} />
            <Invalid invalid={invalid} />
          </>
        )}
      </Shown>
    </>
  )
}

type Action = 'replay' | 'discard'

function Group({ group }: { group: ParkedGroup }) {
  const { connection, code, messages, orders, since, letters } = group
  const says = words()
  const planned = useSignal<{ action: Action; preview: Planned } | undefined>(undefined)
  const request = (action: Action, said: Said, preview: boolean) =>
    ask<Planned>(`/api/${action}s`, { connection, code, preview, ...said } satisfies PlanAsked)
  const preview = async (action: Action) => {
    const seen = await request(action, { by: undefined, reason: '-' }, true)
    planned.value = { action, preview: seen }
  }
  return (
    <section class="panel" aria-label={says.groupTitle(code, connection)}>
      <div class="panel-head">
        <div>
          <h2>
            <code>{code}</code> <span class="muted">{connection}</span>
          </h2>
          <p class="muted">
            {says.messagesOf(amount(messages), amount(orders))} · {says.since(moment(since))}
          </p>
        </div>
        <div class="search-buttons">
          <ActButton needs="operator" onClick={() => void preview('replay')}>
            {says.replay}
          </ActButton>
          <ActButton needs="admin" class="button danger" onClick={() => void preview('discard')}>
            {says.discard}
          </ActButton>
        </div>
      </div>
      {planned.value && (
        <Act
          does={planned.value.action === 'replay' ? says.replay : says.discard}
          danger={planned.value.action === 'discard'}
          act={(said) => request(planned.value?.action ?? 'replay', said, false)}
          onDone={() => {
            planned.value = undefined
          }}
        >
          <p>{planText(planned.value.action, planned.value.preview)}</p>
        </Act>
      )}
      <ul class="letters">
        {letters.map((letter) => (
          <ParkedLetterRow key={`${letter.partition}/${letter.offset}`} letter={letter} />
        ))}
      </ul>
    </section>
  )
}

function planText(action: Action, { messages, orders }: Planned): string {
  const says = words()
  return (action === 'replay' ? says.replayPlan : says.discardPlan)(amount(messages), amount(orders))
}

function Invalid({ invalid }: { invalid: readonly InvalidView[] }) {
  const says = words()
  return (
    <section aria-labelledby="invalid">
      <h2 id="invalid">{says.invalidTitle}</h2>
      {invalid.length === 0 ? (
        <p class="muted">{says.noInvalid}</p>
      ) : (
        <ul class="letters panel">
          {invalid.map(({ message, key, topic, code, text, at }) => (
            <li key={message}>
              <p>
                <strong>{code}</strong>{' '}
                <span class="muted">
                  {topic} · {moment(at)}
                </span>{' '}
                {key !== '' && <a href={linkTo('orders', key)}>{key}</a>}
              </p>
              <p class="quote">{text}</p>
              <MessageDetails id={message} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
