export { type KafkaAccess, kafkaAccess, type RegistryAccess, registryAccess } from './access.ts'
export {
  brokerVariables,
  kafkaVariables,
  prefixVariable,
  registryVariables,
  wholeAccess,
} from './access-fields.ts'
export { ConfigError } from './config-error.ts'
export {
  brokerList,
  count,
  delayMs,
  durationMs,
  flag,
  host,
  httpUrl,
  isLoopback,
  isUnreadableOnTheWay,
  logLevel,
  port,
  processVariables,
  secret,
  topicPrefix,
  type VariableMeta,
} from './config-fields.ts'
export { describeConfig, type VariableDescription } from './describe-config.ts'
export { type Environment, loadConfig, variable } from './environment.ts'
export { type Check, type Checks, type HealthOptions, healthRoutes } from './health.ts'
export { EXIT_CONFIG, runProcess } from './lifecycle.ts'
export { httpServerDuration, measureRequests } from './http-metrics.ts'
export { legible } from './legible.ts'
export { connectionsClosed, limitConnections } from './limit-connections.ts'
export { lateLogger } from './late-logger.ts'
export { createLogger, type Logger, type LoggerOptions } from './logger.ts'
export {
  type Labels,
  type MetricDeclaration,
  type Sample,
  serveCounter,
  serveHistogram,
  serveSamples,
} from './metrics.ts'
export { answerErrors, type ErrorOptions } from './answer-errors.ts'
export { answerClientErrors } from './client-errors.ts'
export {
  problem,
  type ProblemDetails,
  ProblemError,
  type ProblemInput,
  type ProblemPlace,
  sendProblem,
} from './problem.ts'
export type {
  ProcessConfig,
  ProcessDefinition,
  ProcessSchema,
  ServeContext,
  StartContext,
  Started,
  WaitFor,
} from './process-definition.ts'
export { healthPaths, problemSchema } from './open-api.ts'
export { yamlFile } from './yaml-file.ts'
export { requestDeadline } from './request-deadline.ts'
