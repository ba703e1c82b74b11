import { enableCompileCache } from 'node:module'

// Half of what a short command takes is the reading of our own code, and completion waits for it at each Tab.
enableCompileCache()
const { createProgram } = await import('./program.ts')

process.on('SIGINT', () => process.exit(130))
// Who reads us may have seen enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
try {
  await createProgram((code) => process.exit(code)).parseAsync()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
