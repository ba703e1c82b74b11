import type { Scenario } from '../stage.ts'
import { apply, applyHot } from './apply.ts'
import { extract, extractFree } from './extract.ts'
import { growApply, growExtract } from './grow.ts'
import { idle } from './idle.ts'
import { loop } from './loop.ts'
import { neighbour } from './neighbour.ts'
import { send } from './send.ts'

/** By name, in the order in which they are measured. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  send,
  extract,
  extractFree,
  apply,
  applyHot,
  neighbour,
  loop,
  growExtract,
  growApply,
  idle,
}
