import type { Credential, Proof } from '../../http/credential.ts'

/**
 * The same credential with a token against forged requests beside it, which holds for a session of the ERP: asked for
 * once, and again with whatever proves who we are whenever either has been refused.
 * @param ask the token and its cookies, for what proves who we are
 */
export function withCsrfToken(way: Credential, ask: (proof: Proof) => Promise<Proof>): Credential {
  let held: { readonly proof: Proof | undefined; readonly both: Promise<Proof> } | undefined

  async function fresh(proof: Proof | undefined): Promise<Proof> {
    const both = ask(proof ?? {}).then((token) => ({ ...proof, ...token }))
    const asking = { proof, both }
    held = asking
    // What failed is asked for again by the next who needs it.
    both.catch(() => {
      if (held === asking) held = undefined
    })
    return both
  }

  return {
    async get() {
      const proof = await way.get()
      return held && held.proof === proof ? held.both : fresh(proof)
    },
    async renew() {
      await way.renew()
      await fresh(await way.get())
      return true
    },
  }
}
