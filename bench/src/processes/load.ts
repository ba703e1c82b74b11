// A process: requests to one address from many callers, and what came of them (one line of JSON).
import autocannon from 'autocannon'

const { URL: url = '', CALLERS = '1', SECONDS = '1', BODY = '{}' } = process.env
const result = await autocannon({
  url,
  method: 'POST',
  connections: Number(CALLERS),
  duration: Number(SECONDS),
  headers: { 'content-type': 'application/json' },
  body: BODY,
})
const { latency, errors, timeouts, non2xx, duration } = result
process.stdout.write(
  `${JSON.stringify({
    answered: result['2xx'],
    failed: errors + timeouts + non2xx,
    seconds: duration,
    latencyMs: { p50: latency.p50, p90: latency.p90, p99: latency.p99 },
  })}\n`,
)
