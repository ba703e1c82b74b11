import { contracts } from '../contracts.ts'
import type { Registry } from '../registry.ts'

const types = Object.values(contracts).map(({ type }) => type)

/** Holds every contract, each under an id of its own: for who needs bytes, and no registry. */
export const registryOfAll: Registry = {
  options: { url: 'http://registry.invalid' },
  idOf: ({ type }) => Promise.resolve(types.indexOf(type) + 1),
  schemaById: (id) => Promise.resolve(types[id - 1] as (typeof types)[number]),
  subjectsOf: () => Promise.reject(new Error('not asked')),
}
