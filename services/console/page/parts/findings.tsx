import type { Finding, Overview } from '../../src/answers/overview.ts'
import { amount, duration, moment } from '../figures.ts'
import { linkTo } from '../place.ts'
import { words } from '../preferences.ts'
import { Chip, type Tone } from './shown.tsx'

const TONES: Readonly<Record<Finding['rank'], Tone>> = { fault: 'bad', attention: 'warn', notice: 'info' }

/** What needs attention, in words: what, since when, and the next step. */
export function Findings({ overview: { findings, now, remaining } }: { overview: Overview }) {
  const says = words()
  if (findings.length === 0) {
    // While the topics are still being read nobody knows.
    if (remaining !== undefined) return null
    return (
      <section class="fine" aria-label={says.attention}>
        <strong>{says.fine}</strong> {says.fineMore}
      </section>
    )
  }
  return (
    <section aria-labelledby="attention">
      <h2 id="attention">{says.attention}</h2>
      <ul class="findings">
        {findings.map((finding) => {
          const link = whereTo(finding)
          return (
            <li key={`${finding.what} ${finding.who}`} class={`finding ${TONES[finding.rank]}`}>
              <Chip tone={TONES[finding.rank]}>{says.ranks[finding.rank]}</Chip>
              <div>
                <strong>{says.findings[finding.what](finding.who, amount(finding.count))}</strong>
                {finding.since !== null && (
                  <span class="muted">
                    {' '}
                    {says.since(moment(finding.since))} · {duration(Math.max(now - finding.since, 0))}
                  </span>
                )}
                {finding.text !== '' && <p class="quote">{finding.text}</p>}
                <p>{says.steps[finding.what]}</p>
              </div>
              {link !== undefined && (
                <a class="button" href={link}>
                  {says.goTo[finding.what]}
                </a>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function whereTo({ what }: Finding): string | undefined {
  switch (what) {
    case 'waiting':
      return linkTo('orders', undefined, { state: what })
    case 'parked':
    case 'invalid':
      return linkTo('parked')
    case 'unanswered':
      return linkTo('missing')
    default:
      return linkTo('connections')
  }
}
