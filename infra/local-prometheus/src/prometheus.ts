import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { freePorts, MissingPrerequisite, spawnSupervised } from '@channel-adapter/local-kafka'
import { request } from 'undici'
import { installed, MISSING } from './installed.ts'
import { observability } from './observability.ts'

export interface PrometheusOptions {
  /** `host:port` of what is scraped, by job. */
  readonly targets: Readonly<Record<string, readonly string[]>>
  /** Where its data and configuration go. */
  readonly folder: string
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [at: number, value: string]
}

export interface Prometheus {
  readonly url: string
  /** An instant query. @throws with Prometheus' own words when it refuses it */
  query(expr: string): Promise<readonly Sample[]>
  /** Our alerts, as it evaluates them. */
  rules(): Promise<readonly { readonly name: string; readonly health: string; readonly state: string }[]>
  stop(): Promise<void>
}

const START_MS = 15_000
const SCRAPE_INTERVAL = '1s'

/**
 * A Prometheus that scrapes every second and evaluates the alerts of deploy/observability.
 * @throws {MissingPrerequisite} when it is not installed
 */
export async function startPrometheus({ targets, folder }: PrometheusOptions): Promise<Prometheus> {
  const program = installed('prometheus')
  if (program === undefined) throw new MissingPrerequisite(MISSING)
  const [port = 0] = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  const configuration = {
    global: { scrape_interval: SCRAPE_INTERVAL, evaluation_interval: SCRAPE_INTERVAL },
    rule_files: [fileURLToPath(new URL('alerts.yml', observability))],
    scrape_configs: Object.entries(targets).map(([job, addresses]) => ({
      job_name: job,
      static_configs: [{ targets: addresses }],
    })),
  }
  mkdirSync(folder, { recursive: true })
  // JSON is YAML.
  writeFileSync(`${folder}/prometheus.yml`, JSON.stringify(configuration))
  const said: string[] = []
  const prometheus = spawnSupervised(
    program,
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    { name: 'prometheus', stderr: (line) => void said.push(line) },
  )

  async function get<T>(path: string): Promise<T> {
    const { body } = await request(url + path)
    const answer = (await body.json()) as { status: string; error?: string; data: T }
    if (answer.status !== 'success') throw new Error(answer.error)
    return answer.data
  }

  const deadline = Date.now() + START_MS
  while (!(await isReady(url))) {
    if (prometheus.running && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      continue
    }
    await prometheus.kill()
    throw new Error(`Prometheus has not started: ${said.join('\n')}`)
  }
  return {
    url,
    query: async (expr) =>
      (await get<{ result: Sample[] }>(`/api/v1/query?query=${encodeURIComponent(expr)}`)).result,
    rules: async () => {
      const { groups } = await get<{
        groups: { rules: { name: string; health: string; state: string }[] }[]
      }>('/api/v1/rules')
      return groups.flatMap(({ rules }) => rules)
    },
    stop: async () => void (await prometheus.stop()),
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}/-/ready`)
    await body.dump()
    return statusCode === 200
  } catch {
    return false
  }
}
