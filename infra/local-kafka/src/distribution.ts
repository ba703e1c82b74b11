import type { KafkaFiles } from './downloads.ts'
import type { Java } from './java.ts'

/** What is needed to start a broker, all of it on this machine. */
export interface KafkaDistribution extends KafkaFiles {
  java: Java
  jvmFlags: string[]
}

export interface RegistryDistribution {
  java: Java
  jar: string
  jvmFlags: string[]
}

export interface Distribution {
  kafka: KafkaDistribution
  registry: RegistryDistribution
}
