import { defineConfig } from 'vitest/config'

/** For `pnpm test:driver <folder>`: runs the tests of a driver's own package, which finds the contract suite here. */
export default defineConfig({
  resolve: {
    alias: { '@channel-adapter/erp/testing': `${import.meta.dirname}/src/testing/index.ts` },
  },
})
