export { registryOfAll } from './registry-of-all.ts'
export { watchingCodec } from './watching-codec.ts'
