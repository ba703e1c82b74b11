// A process: as load.ts, of a server that closes each connection after its answer. autocannon gets one answer from each
// connection of such a server and then waits.
import { request } from 'node:http'
import { quantiles } from '../figures.ts'

const { URL: url = '', CALLERS = '1', SECONDS = '1', BODY = '{}' } = process.env
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(BODY) }
const milliseconds: number[] = []
let failed = 0

function ask(): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers, agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
      answer.on('error', reject)
    })
    asked.on('error', reject).end(BODY)
  })
}

const began = performance.now()
const end = began + Number(SECONDS) * 1000

async function call(): Promise<void> {
  while (performance.now() < end) {
    const from = performance.now()
    const status = await ask().catch(() => 0)
    if (status === 200) milliseconds.push(performance.now() - from)
    else failed++
  }
}

await Promise.all(Array.from({ length: Number(CALLERS) }, () => call()))
process.stdout.write(
  `${JSON.stringify({
    answered: milliseconds.length,
    failed,
    seconds: (performance.now() - began) / 1000,
    latencyMs: quantiles(milliseconds),
  })}\n`,
)
