/** NODE_OPTIONS of a service, by its folder, as its image has them. */
export const nodeOptions: Readonly<Record<string, string>> = { console: '--max-semi-space-size=8' }
