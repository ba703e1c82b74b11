// A process: requests to one address from many callers, and what came of them (one line of JSON).
import autocannon from 'autocannon'
import { quantiles } from '../figures.ts'

const { URL: url = '', CALLERS = '1', SECONDS = '1', BODY = '{}' } = process.env
const milliseconds: number[] = []
const result = await autocannon({
  url,
  method: 'POST',
  connections: Number(CALLERS),
  duration: Number(SECONDS),
  headers: { 'content-type': 'application/json' },
  body: BODY,
  // What autocannon itself tells of latency is in whole milliseconds.
  setupClient: (client) => client.on('response', (_status, _bytes, took) => milliseconds.push(took)),
})
const { errors, timeouts, non2xx, duration } = result
process.stdout.write(
  `${JSON.stringify({
    answered: result['2xx'],
    failed: errors + timeouts + non2xx,
    seconds: duration,
    latencyMs: quantiles(milliseconds),
  })}\n`,
)
