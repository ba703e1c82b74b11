import { useSignal } from '@preact/signals'
import type { AuditPage } from '../../src/answers/audit.ts'
import { useAsked } from '../ask.ts'
import { amount } from '../figures.ts'
import { AuditEntry } from '../parts/audit-entry.tsx'
import { Choice, SearchForm } from '../parts/search-form.tsx'
import { Shown } from '../parts/shown.tsx'
import { place } from '../place.ts'
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
      <Search key={String(query)} query={query} />
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

function Search({ query }: { query: URLSearchParams }) {
  const says = words()
  const narrowed = { view: 'audit', query }
  return (
    <SearchForm {...narrowed} label={says.auditSearch} hint={says.auditSearchHint}>
      <Choice
        {...narrowed}
        name="decision"
        label={says.decision}
        any={says.anyDecision}
        choices={says.decisions}
      />
    </SearchForm>
  )
}
