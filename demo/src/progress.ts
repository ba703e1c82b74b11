import type { Stage } from '@channel-adapter/ledger'

/** One line of progress: the stage, how far it is, how fast, and when it will be done. Pure. */
export function progressLine({ name, done }: Stage, total: number, seconds: number): string {
  const rate = seconds > 0 ? done / seconds : 0
  const left = done >= total ? 'done' : rate > 0 ? `${Math.ceil((total - done) / rate)} s left` : 'waiting'
  const percent = total > 0 ? Math.floor((100 * Math.min(done, total)) / total) : 100
  return `${name.padEnd(20)} ${String(done).padStart(6)} / ${total}  ${String(percent).padStart(3)} %  ${rate.toFixed(0).padStart(5)}/s  ${left}`
}

/** Shows lines of progress: rewritten in place on a terminal, now and then as plain text elsewhere. */
export interface ProgressView {
  show(lines: readonly string[]): void
  end(): void
}

const PLAIN_EVERY_MS = 5000

export function progressView(out: NodeJS.WriteStream, now: () => number = Date.now): ProgressView {
  return out.isTTY ? livingView(out) : plainView(out, now)
}

function livingView(out: NodeJS.WriteStream): ProgressView {
  let height = 0
  return {
    show(lines) {
      const up = height > 0 ? `\x1b[${height}A` : ''
      out.write(up + lines.map((line) => `\x1b[2K${line}\n`).join(''))
      height = lines.length
    },
    end() {
      height = 0
    },
  }
}

function plainView(out: NodeJS.WriteStream, now: () => number): ProgressView {
  let shownAt = Number.NEGATIVE_INFINITY
  let last: readonly string[] = []
  const print = () => {
    if (last.length > 0) out.write(`${last.join('\n')}\n\n`)
    last = []
  }
  return {
    show(lines) {
      last = lines
      if (now() - shownAt < PLAIN_EVERY_MS) return
      shownAt = now()
      print()
    },
    end: print,
  }
}
