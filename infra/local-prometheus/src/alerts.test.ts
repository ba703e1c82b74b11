/** The alerts, by Prometheus' own tool; and what stands beside them. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { installed, MISSING } from './installed.ts'
import { alertRules, dashboardQueries, observability, runbookOf } from './observability.ts'

const repository = new URL('../../../', import.meta.url)
const promtool = installed('promtool')
const rules = alertRules()

describe.skipIf(!promtool)(`the alerts${promtool ? '' : ` (${MISSING})`}`, () => {
  test('are well formed, and fire when they should and not when they should not', () => {
    const run = (...args: string[]) =>
      execFileSync(promtool ?? '', args, { cwd: fileURLToPath(observability), encoding: 'utf8' })
    expect(run('check', 'rules', 'alerts.yml')).toContain(`${rules.length} rules found`)
    expect(run('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS')
  })
})

describe('each alert', () => {
  test.each(rules)(
    '$alert has a test, a page that begins with its name, and a line in the README',
    (rule) => {
      const page = runbookOf(rule)
      expect(page).toMatch(new RegExp(`^# ${rule.alert}\n`))
      for (const part of ['**It means**', '**Look here**', '**Do this**']) expect(page).toContain(part)
      const tests = readFileSync(new URL('alerts.test.yml', observability), 'utf8')
      expect(tests).toMatch(new RegExp(`alertname: ${rule.alert}\n\\s+eval_time`))
      expect(readFileSync(new URL('README.md', observability), 'utf8')).toContain(`\`${rule.alert}\` | `)
    },
  )

  test('and no page is without an alert', () => {
    const pages = readdirSync(new URL('docs/runbooks/', repository)).map((page) => `docs/runbooks/${page}`)
    expect(rules.map(({ annotations }) => annotations.runbook_url).toSorted()).toEqual(pages.toSorted())
  })
})

test('alerts and dashboards ask for no metric that docs/metrics.md does not name', () => {
  const documented = readFileSync(new URL('docs/metrics.md', repository), 'utf8')
  const queries = [...rules, ...dashboardQueries('1m')].map(({ expr }) => expr).join('\n')
  const asked = queries.match(/\b(?:channel_adapter|http_server)_\w+/g) ?? []
  expect(asked.length).toBeGreaterThan(20)
  const unknown = asked.filter(
    (name) => !documented.includes(`\`${name.replace(/_(?:bucket|count)$/, '')}\``),
  )
  expect(unknown).toEqual([])
})
