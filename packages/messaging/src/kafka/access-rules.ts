import kafkajs, { type AclEntry } from 'kafkajs'
import type { AccessRule } from '../access-differences.ts'
import { type KafkaConnection, withAdmin } from './connect.ts'

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs

const resources = wordsOf(AclResourceTypes)
const patterns = wordsOf(ResourcePatternTypes)
const operations = wordsOf(AclOperationTypes)
const permissions = wordsOf(AclPermissionTypes)

/** Every rule that the cluster has. @throws when the cluster has no authorizer, or we may not ask */
export function listAccessRules(kafka: KafkaConnection): Promise<AccessRule[]> {
  return withAdmin(kafka, async (admin) => {
    const found = await admin.describeAcls({
      resourceType: AclResourceTypes.ANY,
      resourcePatternType: ResourcePatternTypes.ANY,
      operation: AclOperationTypes.ANY,
      permissionType: AclPermissionTypes.ANY,
    })
    return found.resources.flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
      acls.map(({ principal, host, operation, permissionType }) => ({
        principal,
        host,
        resource: resources.word(resourceType),
        name: resourceName,
        pattern: patterns.word(resourcePatternType),
        operation: operations.word(operation),
        permission: permissions.word(permissionType),
      })),
    )
  })
}

/** Adding what is there changes nothing. The brokers heed it some moments after the controller has it. */
export async function addAccessRules(kafka: KafkaConnection, rules: readonly AccessRule[]): Promise<void> {
  if (rules.length === 0) return
  await withAdmin(kafka, (admin) => admin.createAcls({ acl: rules.map(entry) }))
}

/** Removes these rules exactly, and no other that they would cover. */
export async function removeAccessRules(kafka: KafkaConnection, rules: readonly AccessRule[]): Promise<void> {
  if (rules.length === 0) return
  await withAdmin(kafka, (admin) => admin.deleteAcls({ filters: rules.map(entry) }))
}

function entry({ principal, host, resource, name, pattern, operation, permission }: AccessRule): AclEntry {
  return {
    principal,
    host,
    resourceType: resources.number(resource),
    resourceName: name,
    resourcePatternType: patterns.number(pattern),
    operation: operations.number(operation),
    permissionType: permissions.number(permission),
  }
}

/** kafkajs has numbers where we have words: `TRANSACTIONAL_ID`, 5, is `transactional-id`. */
function wordsOf<Value extends number>(numbers: Readonly<Record<string, Value | string>>) {
  const named = Object.entries(numbers)
    .filter((pair): pair is [string, Value] => typeof pair[1] === 'number')
    .map(([name, value]): [string, Value] => [name.toLowerCase().replaceAll('_', '-'), value])
  const byWord = new Map(named)
  const byNumber = new Map<number, string>(named.map(([word, value]) => [value, word]))
  return {
    /** A number that kafkajs does not know is newer than it. */
    word: (value: number) => byNumber.get(value) ?? `unknown-${value}`,
    number(word: string): Value {
      const value = byWord.get(word)
      if (value === undefined) throw new RangeError(`kafkajs does not know "${word}" of an access rule`)
      return value
    },
  }
}
