import { type DatabaseKind, startTryton, type Tryton } from '@channel-adapter/local-tryton'
import type { ErpHarness } from '../../../testing/desk.ts'
import { closedPort } from '../../../testing/listen.ts'
import { trytonConfig } from '../config.ts'
import { createTrytonConnection } from '../driver.ts'
import { type TrytonDesk, trytonDesk } from './tryton-desk.ts'
import { wayToTryton, type WayToTryton } from './way-to-tryton.ts'

export interface TrytonHarness extends ErpHarness {
  readonly desk: TrytonDesk
  readonly tryton: Tryton
  readonly way: WayToTryton
  close(): Promise<void>
}

/** Starts a Tryton without orders and connects to it, over a way on which the desk can have accidents happen. */
export async function connectTryton(kind: DatabaseKind = 'sqlite'): Promise<TrytonHarness> {
  const tryton = await startTryton({ database: kind })
  const way = await wayToTryton(tryton.url)
  const { database, user, password } = tryton
  const connectionTo = (url: string) =>
    createTrytonConnection(
      trytonConfig.parse({
        id: 'test-erp',
        kind: 'tryton',
        url,
        database,
        user,
        password,
        timeoutMs: 20_000,
      }),
    )
  const connection = connectionTo(way.origin)
  const nowhere = connectionTo(await closedPort())
  const desk = trytonDesk(tryton, way)
  return {
    connection,
    desk,
    nowhere,
    tryton,
    way,
    async close() {
      await Promise.all([connection.close(), nowhere.close(), desk.close()])
      await way.close()
      await tryton.stop()
    },
  }
}
