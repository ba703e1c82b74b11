import { connectRegistry } from '@channel-adapter/contracts'
import { connectionsField } from '@channel-adapter/erp'
import { connectKafka } from '@channel-adapter/messaging'
import { keptApart, partnersField } from '@channel-adapter/partners'
import {
  kafkaAccess,
  kafkaVariables,
  loadConfig,
  registryAccess,
  variable,
  wholeAccess,
} from '@channel-adapter/process'
import { Command } from 'commander'
import { z } from 'zod'
import { checkErp } from '../doctor/check-erp.ts'
import { checkKafka } from '../doctor/check-kafka.ts'
import { checkSchemaRegistry } from '../doctor/check-registry.ts'
import { type Finding, unknown } from '../doctor/finding.ts'
import { print, say } from '../environment.ts'

const SIGNS: Readonly<Record<Finding['level'], string>> = {
  fine: 'fine   ',
  fault: 'FAULT  ',
  unknown: 'unknown',
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Looks at everything that the adapter needs, from names and ports to certificates, topics, contracts, groups, rights of partners kept apart, ERPs and clocks, and says how to mend what is wrong. Reads only. Run it where the services run, with their environment.',
    )
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nExamples:\n  adapter doctor\n  adapter doctor --json | jq \'select(.level == "fault")\'\nExit code 1 when there is a fault.',
    )
    .action(doctor)
}

async function doctor({ json }: { json?: boolean }): Promise<void> {
  const config = loadConfig(
    z
      .object({
        ...kafkaVariables,
        CONNECTIONS_FILE: connectionsField(variable).optional(),
        PARTNERS_FILE: partnersField.optional(),
      })
      .check(wholeAccess),
  )
  const { TOPIC_PREFIX: topicPrefix, CONNECTIONS_FILE: connections } = config
  const apart = keptApart(config.PARTNERS_FILE ?? []).map(({ id }) => id)
  const access = kafkaAccess(config)
  // What fails is a finding, not a line of the log.
  const nobody = () => {}
  const log = { debug: nobody, info: nobody, warn: nobody, error: nobody }
  const kafka = connectKafka({ ...access, clientId: 'adapter-doctor', log })
  const registry = registryAccess(config)
  const now = Date.now()
  const looks = [
    checkKafka(
      { kafka, access, topicPrefix, connections: connections?.map(({ id }) => id), keptApart: apart },
      now,
    ),
    checkSchemaRegistry(connectRegistry(registry), registry, { topicPrefix, keptApart: apart }, now),
    ...(connections?.map((connection) => checkErp(connection)) ?? [Promise.resolve(noConnections)]),
  ]
  const findings = (await Promise.all(looks)).flat()
  for (const finding of findings) print(json ? JSON.stringify(finding) : inWords(finding))
  const faults = findings.filter(({ level }) => level === 'fault').length
  say(faults === 0 ? 'Nothing is wrong.' : `${faults} ${faults === 1 ? 'fault' : 'faults'}.`)
  if (faults > 0) process.exitCode = 1
}

const noConnections = [
  unknown(
    'ERPs',
    'not looked at, nor the topics and groups of their connections: CONNECTIONS_FILE is not set',
  ),
]

function inWords({ about, level, text, mend }: Finding): string {
  return `${SIGNS[level]}  ${about}: ${text}${mend === undefined ? '' : `\n         mend: ${mend}`}`
}
