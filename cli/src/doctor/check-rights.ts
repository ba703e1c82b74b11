import { contracts, partnerTopics } from '@channel-adapter/contracts'
import { type AccessRule, type KafkaConnection, listAccessRules } from '@channel-adapter/messaging'
import { fault, type Finding, fine, messageOf, unknown } from './finding.ts'

const ABOUT = 'rights of partners kept apart'

/** Whether Kafka's own rights keep the partners apart: without them topics of their own hide nothing. */
export async function checkRights(
  kafka: KafkaConnection,
  topicPrefix: string,
  keptApart: readonly string[],
): Promise<Finding[]> {
  try {
    return rightsFindings(await listAccessRules(kafka), topicPrefix, keptApart)
  } catch (error) {
    if ((error as { type?: string }).type === 'SECURITY_DISABLED') {
      const mend = 'give the brokers an authorizer (authorizer.class.name), then adapter acls apply'
      return [fault(ABOUT, 'this Kafka knows no rights: everybody may read and write every topic', mend)]
    }
    return [unknown(ABOUT, `they cannot be looked at (${messageOf(error)})`)]
  }
}

/**
 * What the rules let somebody do that is not kept apart, and what they do not let the partner. Super users and who is
 * behind a principal are not known here. Pure.
 */
export function rightsFindings(
  rules: readonly AccessRule[],
  topicPrefix: string,
  keptApart: readonly string[],
): Finding[] {
  const may = (operation: string, topic: string) => principalsOf(rules, operation, topic)
  const everybodys = may('read', topicPrefix + contracts.order.name)
  const writers = new Map(
    keptApart.map((id) => [id, may('write', partnerTopics(id, topicPrefix).updates)] as const),
  )
  return keptApart.flatMap((id) => {
    const about = `rights of partner ${id}`
    const own = writers.get(id) ?? []
    if (own.length === 0) {
      const mend = `adapter acls apply --principal apart:${id}=User:… --yes`
      return [fault(about, `nobody may write ${partnerTopics(id, topicPrefix).updates}`, mend)]
    }
    const mend = 'adapter acls check shows the rule; adapter acls apply --prune --yes, or take it away'
    const others = keptApart.filter(
      (other) => other !== id && own.some((one) => writers.get(other)?.includes(one)),
    )
    const seen = own.filter((one) => everybodys.includes(one) || everybodys.includes(EVERYBODY))
    const found = [
      ...(own.includes(EVERYBODY) ? [fault(about, 'everybody may answer in its name', mend)] : []),
      ...(others.length > 0
        ? [fault(about, `who may answer in its name may do so in that of ${others.join(', ')}`, mend)]
        : []),
      ...(seen.length > 0 ? [fault(about, `${seen.join(', ')} may read everybody's orders, too`, mend)] : []),
    ]
    return found.length > 0 ? found : [fine(about, `${own.join(', ')} may answer in its name`)]
  })
}

const EVERYBODY = 'User:*'

/** Who may do this with this topic, by rules that allow it and none that deny it. */
function principalsOf(rules: readonly AccessRule[], operation: string, topic: string): string[] {
  const about = rules.filter(
    (rule) =>
      rule.resource === 'topic' && [operation, 'all'].includes(rule.operation) && isAbout(rule, topic),
  )
  const denied = about.filter(({ permission, host }) => permission === 'deny' && host === '*')
  const allowed = about.filter(({ permission }) => permission === 'allow').map(({ principal }) => principal)
  return [...new Set(allowed)].filter(
    (one) => !denied.some(({ principal }) => principal === one || principal === EVERYBODY),
  )
}

function isAbout({ name, pattern }: AccessRule, topic: string): boolean {
  return pattern === 'prefixed' ? topic.startsWith(name) : name === '*' || name === topic
}
