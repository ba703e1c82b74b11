import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type BillOfMaterials, licenceFaults } from './licences.ts'

// pnpm is on the path of every script that it runs.
const { stdout } = await promisify(execFile)(
  'pnpm',
  ['sbom', '--prod', '--sbom-format', 'cyclonedx', '--silent'],
  { cwd: new URL('../../..', import.meta.url), maxBuffer: 64 * 1024 * 1024 },
)
const bom = JSON.parse(stdout) as BillOfMaterials
const faults = licenceFaults(bom)
const verdict =
  faults.length === 0
    ? `The licences of ${bom.components.length} packages are allowed.`
    : 'Choose another package, or add its licence to infra/containers/src/licences.ts and say why.'
process.stdout.write([...faults, verdict, ''].join('\n'))
if (faults.length > 0) process.exitCode = 1
