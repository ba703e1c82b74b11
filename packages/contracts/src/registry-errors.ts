/** The registry did not answer, or answered that it cannot serve: wait and try again, nothing is known of the message. */
export class RegistryUnavailable extends Error {
  override readonly name = 'RegistryUnavailable'
}

/** The registry answers, and does not know what it was asked for. */
export class NotRegistered extends Error {
  override readonly name = 'NotRegistered'
}

/** The registry refuses a schema because an earlier version's messages could not be read with it. */
export class IncompatibleSchema extends Error {
  override readonly name = 'IncompatibleSchema'
}

/** The id under which a contract is registered holds another schema: who wrote with it would be misread. */
export class SchemaSwapped extends Error {
  override readonly name = 'SchemaSwapped'
}
