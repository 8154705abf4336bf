import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '../../support/project-root.ts'

test('the session and the panel agree on what crosses between them', () => {
  const text = (file: string): string => readFileSync(join(projectRoot, file), 'utf8')
  assert.equal(text('kernel/labextension/src/workers/messages.ts'), text('kernel/session/tasks/panel-messages.ts'))
})
