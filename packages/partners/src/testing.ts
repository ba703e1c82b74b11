import { createHash } from 'node:crypto'
import { type Partner, partnersFile } from './partners.ts'

export const sha256 = (key: string): string => createHash('sha256').update(key).digest('hex')

/** The API key of {@link litware}. */
export const KEY = 'key-of-litware'

/** A supplier that may do what suppliers do, for one connection. */
export function litware(over: object = {}): Partner {
  return partner({
    id: 'litware',
    keys: [{ sha256: sha256(KEY) }],
    sends: ['purchasing.order-update.v1', 'channel.message.v1'],
    updates: ['response', 'shippingNotice'],
    orders: ['adventureworks:*'],
    ...over,
  })
}

/** As the partners file gives it. */
export function partner(entry: object): Partner {
  const [parsed] = partnersFile.parse({ partners: [entry] }).partners
  if (!parsed) throw new Error('the file gave no partner')
  return parsed
}
