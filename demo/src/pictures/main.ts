/**
 * `pnpm console:pictures`: runs the demo with all its orders, lets things go wrong, and takes the pictures of
 * docs/console.md. Needs Chromium.
 */
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expectedTotals, observe, runLoop } from '@channel-adapter/ledger'
import { chromiumPath, MISSING, startChromium } from '@channel-adapter/local-chromium'
import { interruption, startDeployment } from '@channel-adapter/local-deployment'
import { startLocalKafka } from '@channel-adapter/local-kafka'
import { setScene } from './scene.ts'
import { takePictures } from './take-pictures.ts'

const folder = fileURLToPath(new URL('../../../.demo/pictures', import.meta.url))
const pictures = fileURLToPath(new URL('../../../docs/console', import.meta.url))
const orders = process.argv[2] === undefined ? undefined : Number(process.argv[2])
/** Of a supplier that is silent something is to be seen while somebody waits. */
const ANSWER_WITHIN_MS = '10000'
const say = (text: string) => process.stdout.write(`${text}\n`)
const nothing = () => {}
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

const signal = interruption(say)
const executable = chromiumPath()
if (executable === undefined) throw new Error(MISSING)
await using running = new AsyncDisposableStack()
rmSync(folder, { recursive: true, force: true })
say('Starting Kafka, the schema registry, the ERP, the adapter, its partners and the console ...')
const { brokers, registryUrl, stop } = await startLocalKafka({ log: say })
running.defer(stop)
const deployment = await startDeployment({
  brokers,
  registryUrl,
  folder,
  log,
  connection: { pollIntervalMs: { min: 100, max: 1000 }, overlapMs: 2000, concurrency: 32 },
  ...(orders !== undefined && { orders }),
  consolePort: 0,
  env: { console: { ANSWER_WITHIN_MS } },
})
running.defer(() => deployment.stop())
const { ledger, stop: stopObserving } = await observe({ brokers, registryUrl, log })
running.defer(stopObserving)
const expected = expectedTotals(orders ?? Number.MAX_SAFE_INTEGER)
say(`The loop runs: ${expected.orders} orders ...`)
const { faults } = await runLoop({
  erpUrl: deployment.erp.url,
  connection: deployment.connection,
  ledger,
  expected,
  clerk: { kinds: ['edit', 'note'], editsPerSecond: 10, limit: 200, seed: 1 },
  signal,
})
if (faults.length > 0) throw new Error(faults.join('\n'))
say('Things go wrong ...')
const order = await setScene(deployment, brokers, log)
const browser = await startChromium(executable)
running.defer(() => browser.close())
const url = deployment.console?.url ?? ''
for (const file of await takePictures(browser, { url, order, folder: pictures })) say(file)
