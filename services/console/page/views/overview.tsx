import type { Overview } from '../../src/answers/overview.ts'
import { useAsked } from '../ask.ts'
import { amount } from '../figures.ts'
import { words } from '../preferences.ts'
import { Findings } from '../parts/findings.tsx'
import { FlowPicture } from '../parts/flow-picture.tsx'
import { Shown } from '../parts/shown.tsx'

/** What is wrong first, then the flow as a picture. */
export function OverviewView() {
  const asked = useAsked<Overview>('/api/overview')
  const says = words()
  return (
    <>
      <h1 class="unseen">{says.views.overview}</h1>
      <Shown asked={asked}>
        {(overview) => (
          <>
            {overview.remaining !== undefined && (
              <p class="banner" role="status">
                {says.reading(amount(overview.remaining))}
              </p>
            )}
            <Findings overview={overview} />
            <FlowPicture overview={overview} />
          </>
        )}
      </Shown>
    </>
  )
}
