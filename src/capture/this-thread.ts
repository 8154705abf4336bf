import { Capturer } from './capturer.ts'

const own = new Capturer()

/** The one capturer of this thread: ids of functions mean the same to all of its workers. */
export function capturer(): Capturer {
  return own
}
