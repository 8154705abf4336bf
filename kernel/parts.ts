/** What main.ts builds a kernel of once the checker and the session are under way: one module, so that it is loaded in one piece. */

export { createChecker } from './check/checker.ts'
export { loadCompiler } from './compile/compiler.ts'
export { createFigureDrawer } from './figures/figure-drawer.ts'
export { magics } from './magics/index.ts'
export { createNotebook } from './notebook.ts'
export { parseConnectionFile } from './protocol/connection-file.ts'
export { serveKernel } from './serve-kernel.ts'
