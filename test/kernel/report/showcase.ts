import { fileURLToPath } from 'node:url'

/** A notebook with everything that a report can show. */
export const showcase = fileURLToPath(new URL('../../../../test/fixtures/report-showcase.ipynb', import.meta.url))
