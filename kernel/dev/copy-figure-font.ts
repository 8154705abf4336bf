/** Puts the font of figures' static pictures beside the code that uses it. */

import { copyFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { FIGURE_FONT } from '../figures/font.ts'

const font = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/inter/package.json'))
mkdirSync(dirname(FIGURE_FONT.pathname), { recursive: true })
copyFileSync(join(font, '400Regular/Inter_400Regular.ttf'), FIGURE_FONT)
copyFileSync(join(font, 'LICENSE_FONT'), new URL('./Inter-LICENSE.txt', FIGURE_FONT))
