import { APPLY_GUARANTEE, applyPeers } from '../peers/apply-peers.ts'
import type { Measured } from '../result.ts'
import { interleaved, type Stage } from '../stage.ts'
import { summary } from '../summary.ts'
import { applied, appliedByPeer, AT_A_TIME, ERP_MS } from './application.ts'

const FAIL_EVERY = 100
const HOT_SHARE = 410 / 20_000
const REQUESTS_PER_UPDATE = 1.1

/**
 * Updates that lie in the topic, applied at an ERP that takes 20 ms for each and 100 at a time; the same at an ERP that
 * answers every hundredth write with 503; and how many requests the common one costs the ERP.
 */
export async function apply(stage: Stage): Promise<Measured[]> {
  const { updates, updatedOrders: orders } = stage.sizes
  const load = { updates, orders }
  const { samples, peers } = await interleaved(
    stage,
    {
      product: async () => (await applied(stage, load)).sample,
      failing: async () => (await applied(stage, load, { failEvery: FAIL_EVERY })).sample,
    },
    applyPeers.map((peer) => ({
      name: peer.share === 1 ? peer.name : `${peer.name} (${Math.ceil(updates * peer.share)} updates)`,
      guarantee: peer.guarantee,
      measure: () => appliedByPeer(stage, load, peer),
    })),
  )
  const clean = summary(samples.product)
  const common = {
    runs: samples.product.length,
    settings: { partitions: 6, concurrency: AT_A_TIME, erpMs: ERP_MS, updates, orders },
  }
  return [
    {
      ...common,
      scenario: 'apply',
      title: `${updates} updates on ${orders} orders, ERP ${ERP_MS} ms, ${AT_A_TIME} at a time`,
      unit: 'updates/s',
      limit: (AT_A_TIME / ERP_MS) * 1000,
      limitIs: `${AT_A_TIME} at a time, ${ERP_MS} ms each`,
      target: { better: 'higher', floor: 0.85, goal: 0.97 },
      guarantee: APPLY_GUARANTEE,
      ...clean,
      peers,
    },
    {
      ...common,
      scenario: 'applyRequests',
      title: 'requests to the ERP for each update, with nothing in the way',
      unit: 'requests',
      limit: 1,
      limitIs: 'one write',
      target: { better: 'lower', floor: REQUESTS_PER_UPDATE, goal: REQUESTS_PER_UPDATE },
      value: clean.counts?.['requestsPerUpdate'] ?? Number.NaN,
      peers: [],
    },
    {
      ...common,
      scenario: 'applyErrors',
      title: `the same, every ${FAIL_EVERY}th write answered 503`,
      unit: 'updates/s',
      limit: clean.value,
      limitIs: 'the same without failures',
      target: { better: 'higher', floor: 0.8, goal: 0.95 },
      guarantee: APPLY_GUARANTEE,
      ...summary(samples.failing),
      peers: [],
    },
  ]
}

/** One order has so many of the updates that they, one after the other, take longer than all the others together. */
export async function applyHot(stage: Stage): Promise<Measured> {
  const { updates, updatedOrders: orders } = stage.sizes
  const hot = Math.round(updates * HOT_SHARE)
  const {
    samples: { product },
  } = await interleaved(stage, {
    product: async () => {
      const { value, ...rest } = (await applied(stage, { updates, orders, hot })).sample
      return { ...rest, value: updates / value }
    },
  })
  return {
    scenario: 'applyHot',
    title: `one order holds ${hot} of ${updates} updates`,
    unit: 's',
    limit: (hot * ERP_MS) / 1000,
    limitIs: `${hot} times ${ERP_MS} ms`,
    target: { better: 'lower', floor: 1.25, goal: 1.05 },
    runs: product.length,
    settings: { partitions: 6, concurrency: AT_A_TIME, hot },
    guarantee: APPLY_GUARANTEE,
    ...summary(product),
    peers: [],
  }
}
