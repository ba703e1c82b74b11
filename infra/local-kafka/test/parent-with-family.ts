import { spawnSupervised } from '../src/supervised-process.ts'

// A child with a grandchild, both deaf to SIGTERM. Prints the child's pid and waits to be killed.
const child = spawnSupervised('/bin/sh', ['-c', 'trap "" TERM; sleep 600 & echo up; wait'], {
  stdout: () => process.stdout.write(`${child.pid}\n`),
})
