import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Paths of files in PEM. */
export interface Certificates {
  /** Whoever trusts it trusts the others. */
  readonly ca: string
  /** Of 127.0.0.1 and localhost. */
  readonly server: Pair
  /** Of the client whose name was given. */
  readonly client: Pair
}

export interface Pair {
  readonly cert: string
  readonly key: string
  /** Both in one, as Kafka's PEM key store wants them. */
  readonly both: string
}

/**
 * Makes an authority and certificates of its own, good for a day, in a new temporary folder; by openssl.
 * @param clientName common name of the client's certificate
 */
export function makeCertificates(clientName: string): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '1']
  openssl('req', '-x509', ...fresh, '-subj', '/CN=test authority', '-keyout', 'ca.key', '-out', 'ca.pem')

  const pair = (name: string, subject: string, ...extension: string[]): Pair => {
    const [key, cert] = [`${name}.key`, `${name}.pem`]
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', ...extension]
    openssl('req', '-x509', ...fresh, '-subj', subject, ...signed, '-keyout', key, '-out', cert)
    const [keyText, certText] = [key, cert].map((file) => readFileSync(join(folder, file), 'utf8'))
    writeFileSync(join(folder, `${name}.both`), `${keyText}${certText}`)
    return { key: join(folder, key), cert: join(folder, cert), both: join(folder, `${name}.both`) }
  }
  return {
    ca: join(folder, 'ca.pem'),
    server: pair('server', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'),
    client: pair('client', `/CN=${clientName}`, '-addext', 'basicConstraints=critical,CA:FALSE'),
  }
}
