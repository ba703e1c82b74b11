import type { Finding } from './check-contract.ts'
import { rules } from './rules.ts'

/** Findings for a person to read, one paragraph for each thing that was looked at. */
export function findingsInWords(findings: readonly Finding[]): string {
  const paragraphs = Map.groupBy(findings, ({ about }) => about)
  return [...paragraphs].map(([about, found]) => [about, ...found.map(inWords)].join('\n')).join('\n\n')
}

function inWords({ place, rule, found }: Finding): string {
  const { why, instead } = rules[rule]
  return [
    `  ${place === '' ? '' : `${place} `}${found}  [${rule}]`,
    `    why:     ${why}`,
    `    instead: ${instead}.`,
  ].join('\n')
}
