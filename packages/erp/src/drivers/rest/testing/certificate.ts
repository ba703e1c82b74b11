import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * Makes cert.pem, of localhost and signed by itself, and key.pem in a folder.
 * @returns whether there is an openssl to make them
 */
export function makeCertificate(folder: string): boolean {
  const options = [
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
    '-days',
    '1',
    '-nodes',
  ]
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        ...options,
        '-keyout',
        join(folder, 'key.pem'),
        '-out',
        join(folder, 'cert.pem'),
      ],
      { stdio: 'ignore' },
    )
    return true
  } catch {
    return false
  }
}
