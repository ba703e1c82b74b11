import { readFile } from 'node:fs/promises'

/** Log4j's configuration: warnings and worse, and the line that says the server is up. */
export const LOG4J2 = `<Configuration status="WARN">
  <Appenders>
    <Console name="out"><PatternLayout pattern="%d{ISO8601} %p %m (%c{1})%n%xEx{short}"/></Console>
  </Appenders>
  <Loggers>
    <Root level="WARN"><AppenderRef ref="out"/></Root>
    <Logger name="kafka.server.KafkaRaftServer" level="INFO"/>
  </Loggers>
</Configuration>
`

/** Returns the last `lines` of a log file, of what was written after `from` bytes; '' when there is none. */
export async function logTail(path: string, from = 0, lines = 20): Promise<string> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0))
  return bytes.subarray(from).toString().trimEnd().split('\n').slice(-lines).join('\n')
}

/** Tells whether a server's log says that its port was taken (Kafka's words, Java's and Quarkus's). */
export function saysPortTaken(log: string): boolean {
  return /Address already in use|BindException|Port\(?s?\)? \d+ already bound|seems to be in use/i.test(log)
}
