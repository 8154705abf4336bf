/** What the panel is made of. */

import type { ReactElement, ReactNode } from 'react'
import type { PanelCommand } from './messages.ts'

export type Send = (command: PanelCommand) => void

interface SectionProps {
  readonly title: string
  readonly summary?: string
  readonly children: ReactNode
}

export function Section({ title, summary, children }: SectionProps): ReactElement {
  return (
    <section className="tsloom-section" aria-label={title}>
      <h3>
        {title}
        {summary !== undefined && <small>{summary}</small>}
      </h3>
      {children}
    </section>
  )
}

export function Action({ label, title, act }: { readonly label: string; readonly title: string; readonly act: () => void }): ReactElement {
  return (
    <button type="button" className="tsloom-action" title={title} onClick={act}>
      {label}
    </button>
  )
}

/** `undefined`: nobody knows how much there is. */
export function Bar({ fraction, failed = false }: { readonly fraction: number | undefined; readonly failed?: boolean }): ReactElement {
  const kind = fraction === undefined ? 'tsloom-bar-open' : failed ? 'tsloom-bar-failed' : ''
  return (
    <div className={`tsloom-bar ${kind}`} aria-hidden="true">
      <div style={{ width: `${100 * (fraction ?? 1)}%` }} />
    </div>
  )
}
