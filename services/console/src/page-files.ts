import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'

const folder = new URL('../page/', import.meta.url)
const FILES: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/style.css': { file: 'style.css', type: 'text/css; charset=utf-8' },
  '/icon.svg': { file: 'icon.svg', type: 'image/svg+xml' },
}

/** Serves the page: whatever is shown, it is one document, and what is shown stands behind its #. */
export async function pageFiles(app: FastifyInstance): Promise<void> {
  const script = await pageScript()
  for (const [path, { file, type }] of Object.entries(FILES)) {
    const content = readFileSync(new URL(file, folder))
    app.get(path, (_request, reply) => reply.type(type).send(content))
  }
  app.get('/app.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script))
}

const MAX_BYTES = 10 * 1024 * 1024

/** As the image holds it; from the sources it is bundled at each start, in a process that takes its memory with it. */
async function pageScript(): Promise<string> {
  const bundled = new URL('app.js', folder)
  if (existsSync(bundled)) return readFileSync(bundled, 'utf8')
  const bundler = fileURLToPath(new URL('../src/bundle-page.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [bundler], { maxBuffer: MAX_BYTES })
  return stdout
}
