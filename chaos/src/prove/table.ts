import type { Verdict } from './prove.ts'

const HEADINGS = ['guarantee switched off', 'noticed as', 'evidence', 'with it', 's'] as const

/** The verdicts as a Markdown table. Pure. */
export function proofTable(verdicts: readonly Verdict[]): string {
  const rows = [
    [...HEADINGS],
    HEADINGS.map(() => '---'),
    ...verdicts.map(({ guarantee, noticedAs, evidence, control, seconds }) => [
      guarantee,
      noticedAs || 'NOT NOTICED',
      evidence,
      control ?? 'not run',
      String(seconds),
    ]),
  ]
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
