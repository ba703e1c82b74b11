import type { Happening } from '../../src/answers/orders.ts'
import { duration, moment } from '../figures.ts'
import { words } from '../preferences.ts'
import { Differences } from './differences.tsx'
import { MessageDetails } from './message-details.tsx'
import { type Tone, wordOf } from './shown.tsx'

/** What happened to an order, the newest first. */
export function Timeline({ happenings }: { happenings: readonly Happening[] }) {
  const says = words()
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{says.timeline}</h2>
      <ol class="timeline">
        {happenings.toReversed().map((happening) => (
          <li key={happening.message} class={toneOf(happening)}>
            <time dateTime={new Date(happening.at).toISOString()}>{moment(happening.at, true)}</time>
            <div class="happening">
              <p>
                <strong>{headline(happening)}</strong>{' '}
                <span class="muted">{notes(happening).join(' · ')}</span>
              </p>
              {quoteOf(happening) !== '' && <p class="quote">{quoteOf(happening)}</p>}
              <div class="folds">
                {happening.kind === 'published' && <Differences differences={happening.differences} />}
                <MessageDetails id={happening.message} />
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
    default:
      return says.notReadable
  }
}

function notes(happening: Happening): string[] {
  const says = words()
  switch (happening.kind) {
    case 'published':
      return [wordOf(says.statuses, happening.status), says.changedInErp(moment(happening.changedAt))]
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
      return [happening.code, says.attempts(happening.attempts)]
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
    case 'outcome':
      return happening.reason === null ? '' : `${happening.reason.code}: ${happening.reason.text}`
    default:
      return happening.text
  }
}
