import { readFileSync } from 'node:fs'

const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8')

/** The environment that an image brings with it, by the name of its target in the Dockerfile; undefined without one. */
export function imageEnvironment(target: string): Readonly<Record<string, string>> | undefined {
  const [, from, body = ''] =
    new RegExp(`^FROM (\\S+) AS ${target}$([^]*?)(?=^FROM |$(?![^]))`, 'm').exec(dockerfile) ?? []
  if (from === undefined) return undefined
  const given = [...body.matchAll(/^ENV (.*)$/gm)].map(([, line = '']) => line).join(' ')
  const pairs = [...given.matchAll(/(\w+)=("[^"]*"|\S+)/g)].map(([, name, value]) => [name, value])
  return { ...imageEnvironment(from), ...Object.fromEntries(pairs) }
}
