import type { Node } from 'oxc-parser'

export type VisitorKeys = Readonly<Record<string, readonly string[]>>

/** Calls `visit` on each child of `node`, in the order of the source; `listed` says that it stands in a list. */
export function forEachChild(keys: VisitorKeys, node: Node, visit: (child: Node, listed: boolean) => void, skipped?: string): void {
  const record = node as unknown as Record<string, Node | readonly (Node | null)[] | null | undefined>
  for (const key of keys[node.type] ?? []) {
    if (key === skipped) continue
    const child = record[key]
    if (Array.isArray(child)) {
      for (const item of child as readonly (Node | null)[]) if (item) visit(item, true)
    } else if (child) visit(child as Node, false)
  }
}
