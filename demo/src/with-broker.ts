import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '@channel-adapter/messaging'
import { awaitBroker, type Broker, gone, openBroker } from './local-broker.ts'

/** What a command does while there is a broker. */
export interface Session {
  /** Settles when the session cannot go on. */
  readonly failed: Promise<Error>
  readonly stop: () => Promise<void>
}

export interface BrokerCommand {
  /** As a person calls it: "pnpm producer". */
  readonly command: string
  /** One line for the person at the terminal. */
  readonly say: (line: string) => void
  readonly begin: (broker: Broker, log: Logger) => Promise<Session>
}

const EXIT_WITHIN_MS = 20_000
const NOTICE_MS = 1500

/**
 * Runs a command as this process until Ctrl-C: with a broker and, when the command that held it has ended, again with
 * the next one. Exits 0 after Ctrl-C and 1 after a failure; nothing that was started here is left running.
 */
export async function runWithBroker(command: BrokerCommand): Promise<never> {
  const { say } = command
  const stopping = new AbortController()
  const { signal } = stopping
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (signal.aborted) return
      say('Stopping ...')
      stopping.abort()
      // What was started here cannot outlive this process, however it ends.
      setTimeout(() => process.exit(1), EXIT_WITHIN_MS)
    })
  }
  try {
    await runSessions(command, signal)
  } catch (error) {
    if (!signal.aborted) {
      say(error instanceof Error ? error.message : String(error))
      process.exit(1)
    }
  }
  process.exit(0)
}

async function runSessions({ command, say, begin }: BrokerCommand, signal: AbortSignal): Promise<void> {
  const log = logTo(say)
  let broker = await openBroker({ command, say, log, signal })
  try {
    while (!signal.aborted) {
      await runSession(broker)
      if (signal.aborted) return
      say('The broker has ended with the command that held it; waiting for it to come back.')
      broker = await awaitBroker(signal)
    }
  } finally {
    await broker.stop()
  }

  /** Resolves when the broker is gone or the command is to stop. */
  async function runSession(current: Broker): Promise<void> {
    const over = new AbortController()
    const ended = gone(current, AbortSignal.any([signal, over.signal]))
    try {
      const session = await Promise.race([begin(current, log), ended])
      if (!session) return
      try {
        const failure = await Promise.race([session.failed, ended])
        if (failure) throw failure
      } finally {
        await session.stop()
      }
    } catch (error) {
      // A broker that ends takes the session with it, perhaps a moment before its end is noticed.
      const noticed = await Promise.race([ended.then(() => true), pause(NOTICE_MS, false)])
      if (!noticed) throw error
    } finally {
      over.abort()
    }
  }
}

function logTo(say: (line: string) => void): Logger {
  const nothing = () => {}
  return {
    debug: nothing,
    info: nothing,
    // kafkajs warns of each attempt to connect; what comes of it is told otherwise.
    warn: nothing,
    error: (fields, message) => say(`${message} ${JSON.stringify(fields)}`),
  }
}
