import { expect, test } from 'vitest'
import { pomFor } from './maven.ts'

test('the pom names each artifact with its version', () => {
  const pom = pomFor([
    { groupId: 'org.apache.kafka', artifactId: 'kafka_2.13', version: '4.3.1' },
    { groupId: 'org.apache.kafka', artifactId: 'kafka-tools', version: '4.3.1' },
  ])
  expect(pom.match(/<dependency>/g)).toHaveLength(2)
  expect(pom).toContain(
    '<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>4.3.1</version></dependency>',
  )
})
