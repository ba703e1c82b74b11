/** What a check found. */
export interface Finding {
  /** What was looked at. */
  readonly about: string
  /** `unknown`: it could not be looked at. */
  readonly level: 'fine' | 'fault' | 'unknown'
  readonly text: string
  /** Of a fault: what to do. */
  readonly mend?: string
}

export const fine = (about: string, text: string): Finding => ({ about, level: 'fine', text })
export const unknown = (about: string, text: string): Finding => ({ about, level: 'unknown', text })
export const fault = (about: string, text: string, mend: string): Finding => ({
  about,
  level: 'fault',
  text,
  mend,
})

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
