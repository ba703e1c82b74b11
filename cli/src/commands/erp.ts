import { writeFileSync } from 'node:fs'
import {
  checkReading,
  checkWriting,
  type ConnectionConfig,
  connectionsField,
  type Finding,
  type Kind,
  kindNames,
  openConnection,
  promiseOf,
  startingConfiguration,
} from '@channel-adapter/erp'
import { loadConfig, variable } from '@channel-adapter/process'
import { Command, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import { print, say } from '../environment.ts'

const SIGNS: Readonly<Record<Finding['level'], string>> = { fine: 'fine  ', doubt: 'doubt ', fault: 'FAULT ' }

export function erpCommand(): Command {
  const command = new Command('erp').description('The ERP connections of CONNECTIONS_FILE.')
  command
    .command('check')
    .description(
      'Reads a page of an ERP, shows its first order as it would be published, and finds out by trying what can be relied on. Needs CONNECTIONS_FILE only; writes nothing, unless asked to.',
    )
    .argument('<connection>', 'the ERP connection')
    .option('--write <order>', 'also writes to this order, really: an order for tests')
    .addHelpText(
      'after',
      '\nExample:\n  adapter erp check acme --write TEST-1\nExit code 1 when a fault was found.',
    )
    .action(check)
  command
    .command('new')
    .description('Writes a connections file to begin with, with comments.')
    .argument('[connection]', 'its name', connectionName, 'acme')
    .addOption(
      new Option('--kind <kind>', 'what it is: rest is an ERP described here')
        .choices(kindNames)
        .default('rest'),
    )
    .option('--out <file>', 'where to; default: stdout. A file that exists is not overwritten')
    .addHelpText(
      'after',
      '\nExamples:\n  adapter erp new acme --out connections.yaml\n  adapter erp new head-office --kind tryton',
    )
    .action((id: string, { kind, out }: { kind: Kind; out?: string }) => {
      const text = startingConfiguration(id, kind)
      if (out === undefined) {
        print(text.trimEnd())
        return
      }
      writeFileSync(out, text, { flag: 'wx' })
      say(`${out} is there: fill it in, then \`CONNECTIONS_FILE=${out} adapter erp check ${id}\`.`)
    })
  return command
}

async function check(id: string, { write }: { write?: string }): Promise<void> {
  const { CONNECTIONS_FILE } = loadConfig(z.object({ CONNECTIONS_FILE: connectionsField(variable) }))
  const config = CONNECTIONS_FILE.find((connection) => connection.id === id)
  if (!config) {
    const names = CONNECTIONS_FILE.map((connection) => connection.id).join(', ')
    throw new Error(`CONNECTIONS_FILE has no connection "${id}"; it has ${names}`)
  }
  const erp = openConnection(config)
  const signal = AbortSignal.timeout(10 * config.timeoutMs)
  try {
    const { order, findings } = await checkReading(erp, config.pageSize, signal)
    if (order) print(JSON.stringify(order, null, 2))
    const all = [...findings, ...(write === undefined ? [] : await checkWriting(erp, write, signal))]
    for (const finding of all) say(toldOf(finding, config))
    const faults = all.filter(({ level }) => level === 'fault').length
    say(faults === 0 ? '\nWith this ERP:' : '\nOnce the faults are mended, with this ERP:')
    for (const sentence of promiseOf(erp.capabilities)) say(`- ${sentence}`)
    if ('unverified' in config && config.unverified !== undefined) say(`Not verified: ${config.unverified}`)
    if (write === undefined) say('Nothing was written: --write <order> tries updates, too.')
    if (faults > 0) process.exitCode = 1
  } finally {
    await erp.close()
  }
}

/** What was found, and what mends it where that can be said. */
function toldOf({ level, text, remedy }: Finding, { kind }: ConnectionConfig): string {
  const mending = remedy !== undefined && kind === 'rest' ? `\n       To mend it, ${remedy}.` : ''
  return SIGNS[level] + text + mending
}

function connectionName(text: string): string {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(text)) {
    throw new InvalidArgumentError('lower-case letters, digits, "-", "_" and "."')
  }
  return text
}
