export { CONNECTION, type ContractsDeployment, deployContracts } from './deploy-contracts.ts'
export { type Deployment, type DeploymentOptions, startDeployment } from './deployment.ts'
export { type Service, type ServiceOptions, startService } from './service.ts'
export { interruption } from './interruption.ts'
