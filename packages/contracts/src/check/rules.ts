/** Why a change is refused, and how to make it so that nobody is broken. For somebody who sees it for the first time. */
export interface RuleInWords {
  readonly why: string
  readonly instead: string
}

const NEW_FIELD_BESIDE =
  'leave the field as it is and add a new one beside it, with a default; the old one goes when nobody relies on it'

/** Every rule that a contract is held to, by its stable name. */
export const rules = {
  'field-added-without-default': {
    why: 'Messages written before do not have it, and a reader would not know what to put there.',
    instead: 'give it a default; as a rule "type": ["null", ...] with "default": null',
  },
  'field-removed': {
    why: 'Whoever still reads with the older version needs it in every message.',
    instead:
      'keep it; or give it a default in one version, and remove it in the next, when everybody reads with that',
  },
  'alias-ambiguous': {
    why: 'The older version has more than one field that this one could be read from.',
    instead: 'keep the alias of one of them only',
  },
  'type-changed': {
    why: 'What was written as the one cannot be read as the other. Avro widens int to long, float or double, long to float or double, float to double, and reads string and bytes as each other; nothing else.',
    instead: NEW_FIELD_BESIDE,
  },
  'union-narrowed': {
    why: 'Messages written before may hold what it has no place for any more.',
    instead: 'keep every branch of the union, in its order, and add new ones behind them',
  },
  'name-changed': {
    why: 'Avro finds records, enums and fixed types by their full name, namespace included.',
    instead: 'keep the name, or give the new one the old full name in "aliases"',
  },
  'fixed-size-changed': {
    why: 'The bytes that were written are as many as the older version says.',
    instead: NEW_FIELD_BESIDE,
  },
  'symbol-removed': {
    why: 'Messages written before may hold it.',
    instead:
      'keep the symbol and stop writing it, or give the enum a default, which is then read in its place',
  },
  'symbol-added': {
    why: 'Whoever still reads with the older version does not know it, and its enum has no default to read instead.',
    instead:
      'give the enum a default in one version, and add the symbol in the next; or use logicalType "code"',
  },
  'code-removed': {
    why: 'Messages written before may hold it, and a code that is in no list makes a message invalid.',
    instead: 'keep the code in the list, say in "doc" that it is no longer written, and stop writing it',
  },
  'logical-type-changed': {
    why: 'The bytes stay readable and mean something else.',
    instead: NEW_FIELD_BESIDE,
  },
  'decimal-changed': {
    why: 'Avro says that decimals match only if precision and scale are the same: with another scale, other clients read another amount.',
    instead: NEW_FIELD_BESIDE,
  },
  'not-valid-avro': {
    why: 'No client can read it.',
    instead: 'mend the schema; https://avro.apache.org/docs/current/specification/ is the specification',
  },
  'not-resolvable': {
    why: 'The Avro library that reads our messages cannot read the older version with the newer.',
    instead: 'undo the change in the place that it names, and add a field with a default instead',
  },
  'version-changed': {
    why: 'Somebody may have registered it and written messages with it: they would be read as something else.',
    instead: 'undo the change and make it in a new version: copy the newest file to the next number',
  },
  'not-recorded': {
    why: 'Nothing would show that messages of this version stay readable.',
    instead: 'run `pnpm contracts:record` and commit what it writes',
  },
  'version-missing': {
    why: 'Versions are counted 1, 2, 3 and so on: a gap is a version that somebody deleted.',
    instead: 'bring the file back, or name the next one by the next number',
  },
  'wrong-name': {
    why: 'One way to write names makes them findable, and generated code reads like the rest.',
    instead:
      'records and enums are PascalCase, fields camelCase, namespaces lower case, codes without blanks',
  },
  undocumented: {
    why: 'The schema is what partners read.',
    instead: 'give it a "doc": what it is, and where it comes from (UBL, EDIFACT, X12)',
  },
  'consumer-misses-field': {
    why: 'The consumer reads it in every message that it handles.',
    instead: 'keep the field; or change the consumer first, and take the field out of its relies-on.json',
  },
  'consumer-gets-null': {
    why: 'The consumer has no answer to a null there.',
    instead:
      'keep it as it is; or teach the consumer first, and put "?" behind the type in its relies-on.json',
  },
  'consumer-gets-other-type': {
    why: 'The consumer takes it for what its relies-on.json says.',
    instead: `${NEW_FIELD_BESIDE}; the consumer moves to the new one in its own time`,
  },
  'consumer-misses-code': {
    why: 'The consumer does something particular on that code, and would never do it again.',
    instead: 'keep the code; or change the consumer first, and take the code out of its relies-on.json',
  },
  'unknown-contract': {
    why: 'There is no contract of that name to rely on.',
    instead: 'use a name of packages/contracts/src/contracts.ts',
  },
  'not-registered': {
    why: 'Services do not start before the version that they write is registered.',
    instead: 'run `adapter contracts register`',
  },
  'foreign-version': {
    why: 'Somebody registered a schema that is not in this repository: who writes with it keeps no contract.',
    instead:
      'find out who did (registration is for the deploy step alone), and delete that version in the registry; if it is right, bring it in as a new version here',
  },
  'foreign-subject': {
    why: 'Keys on our topics are plain text: nobody should register a schema for them.',
    instead: 'find out who did, and delete the subject in the registry',
  },
  'compatibility-differs': {
    why: 'The registry would let in a version that cannot read what earlier ones wrote.',
    instead: 'run `adapter contracts register`, which sets BACKWARD_TRANSITIVE',
  },
} as const satisfies Record<string, RuleInWords>

export type Rule = keyof typeof rules

/** No obstacle to a newer reader, but to those who still read with the older version while the newer is rolled out. */
export function hindersOlderReadersOnly(rule: Rule): boolean {
  return rule === 'field-removed' || rule === 'symbol-added'
}
