import { yamlFile } from '@channel-adapter/process'
import { partnersFile } from './partners.ts'

/** PARTNERS_FILE as a field of the configuration: its path becomes the partners that are in it. */
export const partnersField = yamlFile(
  partnersFile.transform(({ partners }) => partners),
  {
    description:
      'The file that names the partners, in YAML: who may call, and what each may send. With it every request needs a credential.',
    expected: 'the path of a partners file',
  },
)
