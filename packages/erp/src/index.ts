export { connectionsField } from './connections-field.ts'
export {
  type ConnectionConfig,
  type ConnectionsFault,
  ConnectionsInvalid,
  connectionsJsonSchema,
  openConnection,
  parseConnections,
} from './connections.ts'
export * from './errors.ts'
export type { Credential } from './http/credential.ts'
export type * from './port.ts'
export { Gate, type GateOptions, type GateReport } from './gate/gate.ts'
export { gatedConnection } from './gate/gated-connection.ts'
export { tracedConnection } from './traced-connection.ts'
export type { ErpDriver, FieldSchema, Toolkit } from './driver-package.ts'
export { checkReading, type Finding } from './check/check-reading.ts'
export { checkWriting } from './check/check-writing.ts'
export { promiseOf } from './check/promise.ts'
export { type Kind, kindNames, startingConfiguration } from './kinds.ts'
