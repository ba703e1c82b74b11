import type { ComponentChildren } from 'preact'
import { linkTo, searchedFor } from '../place.ts'
import { words } from '../preferences.ts'

interface Searched {
  /** Where what is found is shown. */
  readonly view: string
  readonly query: URLSearchParams
}

interface SearchFormProps extends Searched {
  readonly label: string
  readonly hint: string
  /** What else is asked for, behind the text. */
  readonly children: ComponentChildren
}

/** A text to be searched for and what else narrows a view; what is asked for goes into the address. */
export function SearchForm({ view, query, label, hint, children }: SearchFormProps) {
  const says = words()
  return (
    <form
      role="search"
      class="search"
      onSubmit={(event) => {
        event.preventDefault()
        search(view, event.currentTarget)
      }}
    >
      <label class="grow">
        <span>{label}</span>
        <input
          type="search"
          name="text"
          defaultValue={query.get('text') ?? ''}
          placeholder={hint}
          maxLength={200}
        />
      </label>
      {children}
      <div class="search-buttons">
        <button type="submit" class="button primary">
          {says.find}
        </button>
        {String(query) !== '' && (
          <a class="button" href={linkTo(view)}>
            {says.clear}
          </a>
        )}
      </div>
    </form>
  )
}

interface ChoiceProps extends Searched {
  readonly name: string
  readonly label: string
  /** What stands for no choice. */
  readonly any: string
  /** Words by the code that is searched for. */
  readonly choices: Readonly<Record<string, string>>
}

/** One code of several; the search begins with the choice. */
export function Choice({ view, query, name, label, any, choices }: ChoiceProps) {
  const chosen = query.get(name) ?? ''
  return (
    <label>
      <span>{label}</span>
      <select
        name={name}
        defaultValue={chosen}
        onChange={({ currentTarget: { form } }) => form && search(view, form)}
      >
        <option value="">{any}</option>
        {Object.entries(choices).map(([code, word]) => (
          <option key={code} value={code} selected={code === chosen}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
}

function search(view: string, form: HTMLFormElement): void {
  location.hash = linkTo(view, undefined, searchedFor(form))
}
