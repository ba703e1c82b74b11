/** Text that is HTML already. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | false | undefined | readonly Part[]

/** HTML from a template: whatever is put into it is escaped, unless it is HTML already. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((fixed, index) => fixed + written(parts[index])).join(''))
}

function written(part: Part): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map(written).join('')
  return String(part)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** Of Markdown within a line what our descriptions use: `code` and **bold**. */
export function inline(text: string): Html {
  return new Html(
    written(text)
      .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
      .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>'),
  )
}

/** The same in paragraphs and lists. */
export function markdown(text: string): Html {
  return html`${text.split('\n\n').map((block) =>
    block.startsWith('- ')
      ? html`<ul>
          ${block.split('\n').map((item) => html`<li>${inline(item.slice(2))}</li>`)}
        </ul>`
      : html`<p>${inline(block)}</p>`,
  )}`
}

/** A JSON example under a summary that opens it. */
export function example(title: string | Html, value: unknown, open = false): Html {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return html`<details class="example" ${open ? 'open' : ''}>
    <summary>${title}</summary>
    <pre>${coloured(text)}</pre>
  </details>`
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null|-?\d+(?:\.\d+)?)\b/g

/** JSON with its names, texts and other values marked for the style sheet. */
function coloured(text: string): Html {
  let end = 0
  const parts: Part[] = []
  for (const match of text.matchAll(TOKEN)) {
    const [whole, quoted, colon] = match
    parts.push(text.slice(end, match.index))
    const kind = quoted === undefined ? 'v' : colon === undefined ? 't' : 'n'
    parts.push(html`<i class="${kind}">${quoted ?? whole}</i>${colon}`)
    end = match.index + whole.length
  }
  return html`${[...parts, text.slice(end)]}`
}
