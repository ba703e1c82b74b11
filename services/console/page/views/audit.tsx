import { useSignal } from '@preact/signals'
import type { AuditPage } from '../../src/answers/audit.ts'
import { useAsked } from '../ask.ts'
import { amount } from '../figures.ts'
import { AuditEntry } from '../parts/audit-entry.tsx'
import { Shown } from '../parts/shown.tsx'
import { linkTo, place, searchedFor } from '../place.ts'
import { words } from '../preferences.ts'

const STEP = 50

/** What people changed, what they were denied, and why; what is searched for stands in the address. */
export function AuditView() {
  const { query } = place.value
  const says = words()
  const most = useSignal(STEP)
  const search = new URLSearchParams([...query, ['most', String(most.value)]])
  const asked = useAsked<AuditPage>(`/api/audit?${search}`)
  return (
    <>
      <h1>{says.views.audit}</h1>
      <p class="subtitle">{says.auditMore}</p>
      <SearchForm key={String(query)} query={query} />
      <Shown asked={asked}>
        {({ records, matching, forgotten }) => (
          <>
            {records.length === 0 ? (
              <p class="empty">{String(query) === '' ? says.noAudit : says.noAuditMatches}</p>
            ) : (
              <ul class="letters panel">
                {records.map((record) => (
                  <AuditEntry key={record.id} record={record} />
                ))}
              </ul>
            )}
            {matching > records.length && (
              <p class="pager">
                <button
                  type="button"
                  class="button"
                  onClick={() => {
                    most.value += STEP
                  }}
                >
                  {says.moreOf(amount(records.length), amount(matching))}
                </button>
              </p>
            )}
            {forgotten && matching <= records.length && <p class="pager muted">{says.auditForgotten}</p>}
          </>
        )}
      </Shown>
    </>
  )
}

function SearchForm({ query }: { query: URLSearchParams }) {
  const says = words()
  const search = (form: HTMLFormElement) => {
    location.hash = linkTo('audit', undefined, searchedFor(form))
  }
  return (
    <form
      role="search"
      class="search"
      onSubmit={(event) => {
        event.preventDefault()
        search(event.currentTarget)
      }}
    >
      <label class="grow">
        <span>{says.auditSearch}</span>
        <input
          type="search"
          name="text"
          defaultValue={query.get('text') ?? ''}
          placeholder={says.auditSearchHint}
          maxLength={200}
        />
      </label>
      <label>
        <span>{says.decision}</span>
        <select
          name="decision"
          defaultValue={query.get('decision') ?? ''}
          onChange={({ currentTarget: { form } }) => form && search(form)}
        >
          <option value="">{says.anyDecision}</option>
          {Object.entries(says.decisions).map(([code, word]) => (
            <option key={code} value={code} selected={code === query.get('decision')}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <div class="search-buttons">
        <button type="submit" class="button primary">
          {says.find}
        </button>
        {String(query) !== '' && (
          <a class="button" href={linkTo('audit')}>
            {says.clear}
          </a>
        )}
      </div>
    </form>
  )
}
