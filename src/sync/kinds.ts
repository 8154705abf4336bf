/** All that travels by reference: imported where values arrive, so that they are known there. */

import './atomic-counter.ts'
import './barrier.ts'
import './channel.ts'
import './condition.ts'
import './latch.ts'
import './mutex.ts'
import './semaphore.ts'
import './shared-array.ts'
