import { signal } from '@preact/signals'

/** What is shown: a view, what it is of, and what it is narrowed to. It stands behind the address' #, so that it can be sent on. */
export interface Place {
  readonly view: string
  readonly subject: string | undefined
  readonly query: URLSearchParams
}

export const place = signal(parse(location.hash))
addEventListener('hashchange', () => {
  place.value = parse(location.hash)
})

export function parse(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2)
  const [view = '', subject] = path.split('/', 2)
  return {
    view: view === '' ? 'overview' : view,
    subject: subject === undefined ? undefined : decoded(subject),
    query: new URLSearchParams(query),
  }
}

/** The address of a view. What is undefined or empty is left out. */
export function linkTo(
  view: string,
  subject?: string,
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const narrowed = new URLSearchParams(given).toString()
  const path = subject === undefined ? view : `${view}/${encodeURIComponent(subject)}`
  return `#/${path}${narrowed === '' ? '' : `?${narrowed}`}`
}

/** What somebody wrote into a form that searches, by the names of its fields. */
export function searchedFor(form: HTMLFormElement): Record<string, string> {
  const texts = [...new FormData(form)].map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value.trim() : '',
  ])
  return Object.fromEntries(texts)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
