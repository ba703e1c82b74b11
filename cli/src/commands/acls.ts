import { readFileSync } from 'node:fs'
import {
  type AccessDifference,
  accessDifferences,
  type AccessRule,
  addAccessRules,
  listAccessRules,
  removeAccessRules,
} from '@channel-adapter/messaging'
import { Command, InvalidArgumentError } from 'commander'
import { declaredAccess, FORM, linesOf, readAssigned } from '../access/declared-access.ts'
import { deployedConfig } from '../deployed.ts'
import { kafkaConfig, print, say } from '../environment.ts'

interface Options {
  readonly principal: string[]
  readonly json?: boolean
}

const ROLES = `
Roles: extractor, gateway, router, applier, operator, console; partner:<its consumer group>, who reads everybody's
orders; apart:<its id in PARTNERS_FILE>, who has topics of its own; outcomes:<its consumer group>, beside another role:
who reads what became of everybody's updates; missing:<its consumer group>, who reads which answers are missing. Of applier, operator and console the connections in CONNECTIONS_FILE
count, of gateway and router the partners in PARTNERS_FILE. Principals are the broker's: User: and a SASL name or a
certificate's subject.

Example:
  adapter acls apply --principal extractor=User:extractor --principal partner:mock-supplier.1=User:litware --yes
  adapter acls check --principals principals.txt   # the same, one a line`

export function aclsCommand(): Command {
  const command = new Command('acls').description(
    "Kafka's access rules: the least with which each role works.",
  )
  withPrincipals(command, 'show', 'Prints the rules that these principals need; asks no broker.').action(
    (options: Options) => {
      for (const rule of declared(options)) print(options.json ? JSON.stringify(rule) : inWords(rule))
    },
  )
  withPrincipals(
    command,
    'check',
    'Compares the rules with those of the cluster; changes nothing. Exit code 1 when they differ. Says, too, who else may use the same topics.',
  ).action(async (options: Options) => {
    const differences = accessDifferences(declared(options), await listAccessRules(kafkaConfig().kafka))
    show(differences, options)
    if (differences.some(({ what }) => what !== 'other')) process.exitCode = 1
  })
  withPrincipals(command, 'apply', 'Shows what differs and, with --yes, adds what is missing.')
    .option('--yes', 'do it')
    .option('--prune', 'with --yes: also remove what these principals have beyond it')
    .action(async ({ yes, prune, ...options }: Options & { yes?: boolean; prune?: boolean }) => {
      const { kafka } = kafkaConfig()
      const differences = accessDifferences(declared(options), await listAccessRules(kafka))
      show(differences, options)
      if (!yes) {
        say('Nothing was changed: --yes does it.')
        return
      }
      const rules = (wanted: AccessDifference['what']) =>
        differences.filter(({ what }) => what === wanted).map(({ rule }) => rule)
      const extra = prune ? rules('extra') : []
      await addAccessRules(kafka, rules('missing'))
      await removeAccessRules(kafka, extra)
      say(`${rules('missing').length} rules are added, ${extra.length} removed.`)
    })
  return command
}

function withPrincipals(command: Command, name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .option('--principal <role=principal>', 'who has a role; repeatable', append, [])
    .option('--principals <file>', 'the same from a file, one a line', appendFile)
    .option('--json', 'one JSON object a line')
    .addHelpText('after', ROLES)
    .hook('preAction', (_, action) => {
      const { principal, principals = [] } = action.opts<{ principal: string[]; principals?: string[] }>()
      const all = [...principal, ...principals]
      if (all.length === 0) action.error('error: --principal or --principals is needed')
      for (const text of all) {
        if (!FORM.test(text)) action.error(`error: "${text}" is no role and principal`)
      }
      action.setOptionValue('principal', all)
    })
}

function declared({ principal }: Options): AccessRule[] {
  const deployed = deployedConfig()
  const assigned = principal.map((text) => readAssigned(text, deployed)).filter((each) => each !== undefined)
  for (const { role } of assigned) {
    if (role.role !== 'apart' || deployed.keptApart.includes(role.partner)) continue
    throw new Error(`apart:${role.partner}: PARTNERS_FILE names no such partner with \`kafka: own\``)
  }
  return declaredAccess(assigned, deployed.topicPrefix)
}

const TOLD: Record<AccessDifference['what'], string> = {
  missing: 'is missing; apply adds it',
  extra: 'is not declared; apply --prune removes it',
  other: 'is of somebody else',
}

function show(differences: readonly AccessDifference[], { json }: Options): void {
  for (const { what, rule } of differences) {
    print(json ? JSON.stringify({ what, ...rule }) : `${inWords(rule)}  ${TOLD[what]}`)
  }
  const own = differences.filter(({ what }) => what !== 'other').length
  say(own === 0 ? 'Every rule is as declared.' : `${own} differences.`)
}

function inWords({ principal, host, resource, name, pattern, operation, permission }: AccessRule): string {
  const from = host === '*' ? '' : ` from ${host}`
  return `${principal}${from}  ${permission} ${operation}  ${resource} ${name}${pattern === 'prefixed' ? '*' : ''}`
}

function append(value: string, list: string[]): string[] {
  return [...list, value]
}

function appendFile(path: string): string[] {
  try {
    return linesOf(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new InvalidArgumentError(String(error))
  }
}
