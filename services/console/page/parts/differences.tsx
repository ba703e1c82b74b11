import type { Difference } from '@channel-adapter/timeline/differences'
import { amount } from '../figures.ts'
import { words } from '../preferences.ts'

/** What one version says otherwise than the one before, folded away until it is asked for. */
export function Differences({ differences }: { differences: readonly Difference[] | undefined }) {
  const says = words()
  if (differences === undefined || differences.length === 0) return null
  return (
    <details>
      <summary>{says.changes(amount(differences.length))}</summary>
      <table class="differences">
        <thead>
          <tr>
            <th scope="col">{says.changedField}</th>
            <th scope="col">{says.before}</th>
            <th scope="col">{says.after}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ place, before, after }) => (
            <tr key={place}>
              <th scope="row">
                <code>{place}</code>
              </th>
              <td>
                <del>{valueOf(before)}</del>
              </td>
              <td>
                <ins>{valueOf(after)}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

function valueOf(value: unknown): string {
  if (value === undefined || value === null) return '—'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
