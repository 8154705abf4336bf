export type Point = readonly [x: number, y: number]

/** Where an SVG `transform` of `translate`, `rotate` and `scale` moves a point. */
export function moved(point: Point, transform: string): Point {
  // The last one applies first.
  return [...transform.matchAll(/(\w+)\s*\(([^)]*)\)/g)]
    .reverse()
    .reduce((from, [, name = '', list = '']) => step(from, name, numbers(list)), point)
}

function step([x, y]: Point, name: string, [a = 0, b, c]: readonly number[]): Point {
  if (name === 'translate') return [x + a, y + (b ?? 0)]
  if (name === 'scale') return [x * a, y * (b ?? a)]
  if (name !== 'rotate') return [x, y]
  const [around, about] = [b ?? 0, c ?? 0]
  const [cos, sin] = [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)]
  return [around + (x - around) * cos - (y - about) * sin, about + (x - around) * sin + (y - about) * cos]
}

const numbers = (list: string): readonly number[] =>
  list
    .split(/[\s,]+/)
    .filter(part => part !== '')
    .map(Number)
