import type { Happening } from '@channel-adapter/timeline/happening'
import { amount, duration, moment } from '../figures.ts'
import { words } from '../preferences.ts'
import { Differences } from './differences.tsx'
import { MessageDetails } from './message-details.tsx'
import { type Tone, wordOf } from './shown.tsx'

/** What happened to an order, the newest first. */
export function Timeline({
  happenings,
  traceUrl,
}: {
  happenings: readonly Happening[]
  /** Where a trace can be looked at, with {traceId} in it. */
  traceUrl: string | undefined
}) {
  const says = words()
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{says.timeline}</h2>
      <ol class="timeline">
        {happenings.toReversed().map((happening) => (
          <li key={happening.message ?? `${happening.kind} ${happening.at}`} class={toneOf(happening)}>
            <time dateTime={new Date(happening.at).toISOString()}>{moment(happening.at, true)}</time>
            <div class="happening">
              <p>
                <strong>{headline(happening)}</strong>{' '}
                <span class="muted">{notes(happening).join(' · ')}</span>
              </p>
              {quoteOf(happening) !== '' && <p class="quote">{quoteOf(happening)}</p>}
              <div class="folds">
                {happening.kind === 'published' && <Differences differences={happening.differences} />}
                {happening.message !== undefined && <MessageDetails id={happening.message} />}
                {traceUrl !== undefined && happening.traceId !== undefined && (
                  <a href={traceUrl.replace('{traceId}', happening.traceId)} target="_blank" rel="noreferrer">
                    {says.traceLink}
                  </a>
                )}
              </div>
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

function toneOf(happening: Happening): Tone {
  switch (happening.kind) {
    case 'published':
      return 'info'
    case 'update':
      return happening.waiting ? 'warn' : 'plain'
    case 'outcome':
      return happening.result === 'REFUSED' ? 'bad' : happening.result === 'PARKED' ? 'warn' : 'ok'
    case 'parked':
      return 'warn'
    case 'replay':
      return happening.action === 'failed' ? 'bad' : 'plain'
    default:
      return 'bad'
  }
}

function headline(happening: Happening): string {
  const says = words()
  switch (happening.kind) {
    case 'published':
      return happening.differences === undefined
        ? says.firstPublished(happening.revision)
        : says.published(happening.revision)
    case 'update': {
      const kind = says.answeredBy(wordOf(says.kinds, happening.update), happening.partner)
      return happening.code === undefined ? kind : `${kind}: ${wordOf(says.codes, happening.code)}`
    }
    case 'outcome':
      return says.outcomeOf(wordOf(says.kinds, happening.update), wordOf(says.results, happening.result))
    case 'parked':
      return says.putAside
    case 'invalid':
      return says.putToInvalid
    case 'replay':
      return says.replayActions[happening.action]
    default:
      return says.notReadable
  }
}

function notes(happening: Happening): string[] {
  const says = words()
  switch (happening.kind) {
    case 'published':
      return [
        wordOf(says.statuses, happening.status),
        says.changedInErp(moment(Date.parse(happening.changedAt))),
      ]
    case 'update':
      return [
        says.answersRevision(happening.revision),
        ...took(happening.tookMs),
        ...(happening.waiting ? [says.stillWaiting] : []),
      ]
    case 'outcome':
      return [
        ...took(happening.tookMs),
        ...(happening.orderVersion === null ? [] : [says.newVersion(happening.orderVersion)]),
      ]
    case 'parked':
    case 'invalid':
      return [happening.code, says.attempts(amount(happening.attempts))]
    case 'replay':
      return happening.by === undefined ? [] : [says.by(happening.by)]
    default:
      return []
  }
}

function took(milliseconds: number | undefined): string[] {
  return milliseconds === undefined ? [] : [words().after_(duration(milliseconds))]
}

function quoteOf(happening: Happening): string {
  switch (happening.kind) {
    case 'published':
      return ''
    case 'update':
      return happening.reason ?? ''
    case 'replay':
      return happening.reason ?? ''
    case 'outcome':
      return happening.reason === null ? '' : `${happening.reason.code}: ${happening.reason.text}`
    default:
      return happening.text
  }
}
