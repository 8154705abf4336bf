/** The little of jsdom that is used: its own types would bring a browser's globals into every file. */
declare module 'jsdom' {
  import type { Context } from 'node:vm'

  export class VirtualConsole {}

  export class JSDOM {
    constructor(
      html: string,
      options: { readonly runScripts: 'outside-only'; readonly pretendToBeVisual: boolean; readonly virtualConsole: VirtualConsole },
    )
    readonly window: Window
    getInternalVMContext(): Context
  }

  export interface Element {
    readonly nodeName: string
    readonly textContent: string
    readonly children: Iterable<Element>
    readonly style: { readonly fontSize: string; readonly fontWeight: string; readonly textAnchor: string }
    getAttribute(name: string): string | null
    querySelectorAll(selector: string): Iterable<Element>
  }

  export interface Window {
    readonly JSON: typeof JSON
    readonly URL: { createObjectURL(): string; revokeObjectURL(): void }
    readonly Element: { readonly prototype: object }
    readonly SVGElement: { readonly prototype: object }
    readonly HTMLCanvasElement: { readonly prototype: object }
    TextDecoder: typeof TextDecoder
  }
}
