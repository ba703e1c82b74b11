import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { connected } from './ask.ts'
import { identity, may } from './identity.ts'
import { Who } from './parts/who.tsx'
import { linkTo, place } from './place.ts'
import { type Language, language, type Theme, theme, words } from './preferences.ts'
import { AuditView } from './views/audit.tsx'
import { MissingView } from './views/missing.tsx'
import { OrderView } from './views/order.tsx'
import { OrdersView } from './views/orders.tsx'
import { OverviewView } from './views/overview.tsx'
import { ConnectionsView } from './views/connections.tsx'
import { ParkedView } from './views/parked.tsx'
import { PartnersView } from './views/partners.tsx'
import { SignInView } from './views/sign-in.tsx'

/** The views that the head leads to, in its order. */
const VIEWS = ['overview', 'orders', 'parked', 'missing', 'connections', 'partners', 'audit'] as const

/** The whole page: the head, and what stands behind the address' #. */
export function Page() {
  const { view, subject } = place.value
  const says = words()
  const main = useRef<HTMLElement>(null)
  // On a narrow screen it is scrolled.
  const nav = useRef<HTMLElement>(null)
  const shown = `${view}/${subject ?? ''}`
  const before = useRef(shown)
  const title = titleOf(view, subject)
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [view, identity.value])
  useEffect(() => {
    // Who reads with their ears is told of another view; at the first there is nothing to tell.
    if (before.current !== shown) main.current?.focus()
    before.current = shown
    scrollTo(0, 0)
  }, [shown])
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        {says.skip}
      </a>
      <header class="head">
        <div class="head-inner">
          <a class="brand" href={linkTo('overview')}>
            <img src="/icon.svg" alt="" width="24" height="24" />
            {says.title}
          </a>
          {identity.value?.kind !== 'unknown' && (
            <nav aria-label={says.title} ref={nav}>
              {VIEWS.filter((name) => name !== 'audit' || may('operator')).map((name) => (
                <a key={name} href={linkTo(name)} aria-current={view === name ? 'page' : undefined}>
                  {says.views[name]}
                </a>
              ))}
            </nav>
          )}
          <Preferences />
          <Who />
        </div>
      </header>
      {connected.value === false && (
        <p class="banner bad" role="alert">
          {says.offline}
        </p>
      )}
      <main id="main" ref={main} tabIndex={-1}>
        <View view={view} subject={subject} />
      </main>
    </>
  )
}

/** What tabs and bookmarks say. */
function titleOf(view: string, subject: string | undefined): string {
  const says = words()
  const shown = VIEWS.find((name) => name === view)
  const of = subject === undefined ? shown && says.views[shown] : says.order(subject)
  return of === undefined ? says.title : `${of} · ${says.title}`
}

function View({ view, subject }: { view: string; subject: string | undefined }): ComponentChildren {
  const who = identity.value
  if (who === undefined) return <p class="empty">{words().loading}</p>
  if (who.kind === 'unknown') return <SignInView canSignIn={who.canSignIn} />
  switch (view) {
    case 'overview':
    case 'sign-in':
      return <OverviewView />
    case 'orders':
      return subject === undefined ? <OrdersView /> : <OrderView key={subject} order={subject} />
    case 'parked':
      return <ParkedView />
    case 'missing':
      return <MissingView />
    case 'connections':
      return <ConnectionsView />
    case 'partners':
      return <PartnersView />
    case 'audit':
      return <AuditView />
    default:
      return <p class="empty">{words().notThere}</p>
  }
}

function Preferences() {
  const says = words()
  return (
    <div class="preferences">
      <select
        aria-label={says.language}
        value={language.value}
        onChange={({ currentTarget }) => {
          language.value = currentTarget.value as Language
        }}
      >
        <option value="en">English</option>
        <option value="es">Español</option>
      </select>
      <select
        aria-label={says.theme}
        value={theme.value}
        onChange={({ currentTarget }) => {
          theme.value = currentTarget.value as Theme
        }}
      >
        {(['auto', 'light', 'dark'] as const).map((name) => (
          <option key={name} value={name}>
            {says.themes[name]}
          </option>
        ))}
      </select>
    </div>
  )
}
