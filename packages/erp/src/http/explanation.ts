const MAX_CHARACTERS = 300
/** Control and line-separating characters: an ERP's words end in logs and headers, and must not write lines of their own. */
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g

/**
 * What an ERP says of a failure, in one short line: problem+json's `detail` or `title` (RFC 9457), else an OData
 * error with its details, else the usual names, else the body as text. Empty when it says nothing.
 */
export function explanationOf(body: Buffer): string {
  const text = body.toString('utf8')
  return shortened(sentenceIn(text) ?? text.replaceAll(/<[^>]*>/g, ' '))
}

function sentenceIn(text: string): string | undefined {
  let problem: unknown
  try {
    problem = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof problem !== 'object' || problem === null) return undefined
  const fields = problem as Record<string, unknown>
  for (const name of ['detail', 'title', 'message', 'error']) {
    const sentence = fields[name]
    if (typeof sentence === 'string' && sentence !== '') return sentence
  }
  return odataSentence(fields['error'])
}

/** OData JSON Format 4.01, 21.1: code, message, target, and the same of each of the details. */
function odataSentence(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { details } = error as { details?: unknown }
  const parts = [error, ...(Array.isArray(details) ? details : [])].flatMap((part: unknown) => {
    if (typeof part !== 'object' || part === null) return []
    const { code, message, target } = part as Record<string, unknown>
    // OData 2 has the message in an object with its language.
    const { value = message } = (message ?? {}) as { value?: unknown }
    const about = [code, target].filter((word) => typeof word === 'string' && word !== '')
    return typeof value === 'string' ? [`${value}${about.length > 0 ? ` (${about.join(', ')})` : ''}`] : []
  })
  return parts.length === 0 ? undefined : parts.join('; ')
}

function shortened(text: string): string {
  const line = text.replaceAll(UNPRINTABLE, ' ').trim()
  return line.length <= MAX_CHARACTERS ? line : `${line.slice(0, MAX_CHARACTERS - 1).toWellFormed()}…`
}
