export { isOwn, type OrderRights, orderRights, type OwnedOrder } from './order-rights.ts'
export { partnersField } from './partners-field.ts'
export { keptApart, maySpeakFor, type Partner, partnersJsonSchema } from './partners.ts'
export { refusal, type Wanted } from './permission.ts'
