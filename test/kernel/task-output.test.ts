import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SessionEvent } from '../../kernel/interpreter.ts'
import { createTaskOutput, type TaskOutput } from '../../kernel/task-output.ts'

function output(): {
  readonly taskOutput: TaskOutput
  readonly seen: () => string[]
  print(worker: string, index: number, text: string, cell?: number): void
} {
  const events: SessionEvent[] = []
  const taskOutput = createTaskOutput(event => events.push(event))
  taskOutput.begin(1)
  return {
    taskOutput,
    seen: () => events.map(event => (event.type === 'stream' ? `${event.cell}: ${event.text}` : event.type)),
    print: (worker, index, text, cell = 1) => taskOutput.pass({ type: 'stream', cell, name: 'stdout', text, source: { worker, index } }),
  }
}

test('what tasks print comes as it comes, unless a cell wants it otherwise', () => {
  const { print, seen } = output()
  print('b', 1, 'one\n')
  print('a', 0, 'two\n')
  assert.deepEqual(seen(), ['1: one\n', '1: two\n'])
})

test('in the order of the tasks it comes when the cell ends', () => {
  const { taskOutput, print, seen } = output()
  taskOutput.want(1, { group: 'order' })
  print('b', 1, 'b1')
  print('a', 0, 'a0, ')
  print('a', 0, 'more\n')
  print('a', 2, 'a2\n')
  assert.deepEqual(seen(), [])
  taskOutput.end(1)
  assert.deepEqual(seen(), ['1: a0, more\n', '1: b1\n', '1: a2\n'])
})

test('by worker each has a heading', () => {
  const { taskOutput, print, seen } = output()
  taskOutput.want(1, { group: 'worker' })
  print('pool-10', 0, 'x\n')
  print('pool-2', 1, 'y\n')
  print('pool-10', 2, 'z\n')
  taskOutput.end(1)
  assert.deepEqual(
    seen().map(text => text.replaceAll(/\u001b\[\d+m/g, '')),
    ['1: ── pool-2 ──\n', '1: y\n', '1: ── pool-10 ──\n', '1: x\n', '1: z\n'],
  )
})

test('what comes after the cell has ended is not held back', () => {
  const { taskOutput, print, seen } = output()
  taskOutput.want(1, { group: 'order' })
  taskOutput.end(1)
  print('a', 0, 'late\n')
  assert.deepEqual(seen(), ['1: late\n'])
})

test('late output goes to the cell that runs then, where that is wanted', () => {
  const { taskOutput, print, seen } = output()
  taskOutput.want(1, { to: 'current' })
  print('a', 0, 'now\n')
  taskOutput.end(1)
  taskOutput.begin(2)
  print('a', 0, 'later\n')
  print('b', 0, 'its own\n', 2)
  assert.deepEqual(seen(), ['1: now\n', '2: later\n', '2: its own\n'])
})
