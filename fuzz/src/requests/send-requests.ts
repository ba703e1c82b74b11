import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pythonPackages } from '@channel-adapter/local-python'
import type { Call } from './judge-requests.ts'

export interface RequestsOptions {
  readonly url: string
  /** The API key that most of them carry, and some do not or not rightly; undefined where none is asked for. */
  readonly key: string | undefined
  /** Unlike that of any other run: names its requests. */
  readonly name: string
  /** How many to make at least, of the one operation that sends. */
  readonly requests: number
  readonly seed: number
  /** Where its files go. */
  readonly folder: string
  readonly signal: AbortSignal
}

export interface RequestsDone {
  readonly calls: readonly Call[]
  /** What schemathesis found, each in a sentence. */
  readonly failures: readonly string[]
}

interface SchemathesisReport {
  readonly complete: boolean
  readonly failures: readonly {
    readonly title?: string
    readonly message?: string
    readonly operation?: string
  }[]
  readonly errors: readonly unknown[]
}

/**
 * Has schemathesis make requests of the document that the gateway serves, valid ones and others.
 * @throws when Python, pip or PyPI is missing, or schemathesis did not come to its end
 */
export async function sendRequests(options: RequestsOptions): Promise<RequestsDone> {
  const { url, key, name, requests, seed, signal } = options
  const packages = await schemathesis()
  const folder = join(options.folder, name)
  mkdirSync(folder)
  const report = join(folder, 'schemathesis.json')
  const calls = join(folder, 'calls.ndjson')
  const { code, output } = await run(
    [
      '-m',
      'schemathesis.cli',
      'run',
      `${url}/openapi.json`,
      '--seed',
      String(seed),
      '--max-examples',
      String(requests),
      '--phases',
      'examples,coverage,fuzzing',
      '--workers',
      String(Math.min(4, availableParallelism())),
      '--continue-on-failure',
      '--no-shrink',
      // The contracts have rules that a schema cannot say: valid by the schema is not yet valid.
      '--exclude-checks',
      'positive_data_acceptance',
      '--warnings',
      'off',
      '--generation-database',
      'none',
      '--report',
      'json',
      '--report-json-path',
      report,
      '--no-color',
    ],
    {
      PYTHONPATH: [packages, fileURLToPath(new URL('../../python', import.meta.url))].join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
      SCHEMATHESIS_HOOKS: 'record_calls',
      FUZZ_CALLS: calls,
      FUZZ_NAME: name,
      ...(key !== undefined && { FUZZ_KEY: key }),
    },
    { folder, signal },
  )
  // 1: it found something.
  if (code !== 0 && code !== 1) throw new Error(`schemathesis ended with ${code}:\n${output.slice(-3000)}`)
  const { complete, failures, errors } = JSON.parse(readFileSync(report, 'utf8')) as SchemathesisReport
  if (!complete) throw new Error(`schemathesis did not come to its end:\n${output.slice(-3000)}`)
  return {
    calls: readFileSync(calls, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Call),
    failures: [...failures, ...errors].map(
      (failure) => `schemathesis: ${JSON.stringify(failure).slice(0, 1500)}`,
    ),
  }
}

/** The folder with schemathesis, installed first when it is not there. @throws as pythonPackages does */
export function schemathesis(): Promise<string> {
  return pythonPackages('schemathesis', fileURLToPath(new URL('../../requirements.txt', import.meta.url)))
}

function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<{ code: number | string; output: string }> {
  const { PATH, HOME, LANG } = process.env
  return new Promise((resolve) => {
    execFile(
      'python3',
      args,
      {
        // It keeps a folder of its own beside where it runs.
        cwd: folder,
        env: { PATH, HOME, LANG, ...env },
        signal,
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) =>
        resolve({ code: error ? (error.code ?? 'a signal') : 0, output: stdout + stderr }),
    )
  })
}
