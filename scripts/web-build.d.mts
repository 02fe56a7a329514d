/** Builds the web app with this Node, unless dist/web is up to date. False when the build failed. */
export function ensureWebApp(node: string): boolean
/** Runs the build and writes down what it was made from. */
export function stampAround(build: () => Promise<unknown>): Promise<void>
