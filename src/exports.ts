/** Tells what of this library is to be imported where it travels to. */

import { ownExports } from './capture/exported.ts'
import * as library from './index.ts'

ownExports.are(new URL('./index.js', import.meta.url).href, library)
