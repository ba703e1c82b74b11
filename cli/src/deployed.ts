import { connectionsField } from '@channel-adapter/erp'
import { keptApart, type Partner, partnersField } from '@channel-adapter/partners'
import { loadConfig, topicPrefix, variable } from '@channel-adapter/process'
import { z } from 'zod'

/** What the environment says of a deployment: it decides which topics, subjects and rights there are to be. */
export interface Deployed {
  readonly topicPrefix: string
  /** Ids of its ERP connections. */
  readonly connections: readonly string[]
  /** Undefined where no file is given. */
  readonly partners: readonly Partner[] | undefined
  /** Ids of the partners that have topics of their own. */
  readonly keptApart: readonly string[]
}

/** Reads TOPIC_PREFIX, CONNECTIONS_FILE and PARTNERS_FILE, of which none need be there. @throws {ConfigError} */
export function deployedConfig(): Deployed {
  const { TOPIC_PREFIX, CONNECTIONS_FILE, PARTNERS_FILE } = loadConfig(
    z.object({
      TOPIC_PREFIX: topicPrefix.default(''),
      CONNECTIONS_FILE: connectionsField(variable).optional(),
      PARTNERS_FILE: partnersField.optional(),
    }),
  )
  return {
    topicPrefix: TOPIC_PREFIX,
    connections: (CONNECTIONS_FILE ?? []).map(({ id }) => id),
    partners: PARTNERS_FILE,
    keptApart: keptApart(PARTNERS_FILE ?? []).map(({ id }) => id),
  }
}
