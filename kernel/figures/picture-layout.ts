/** How large a picture of a figure is, and its colours on the white of paper. */

type Layout = Readonly<Record<string, unknown>>

const WIDTH = 700
/** As in reports. */
const HEIGHT = 450
/** The house theme's grey is one for light and dark pages; this page is white. */
const TEXT = '#3c3c3c'

export function pictureSize(layout: Layout): { readonly width: number; readonly height: number } {
  return { width: within(layout.width, 200, 1200, WIDTH), height: within(layout.height, 100, 1600, HEIGHT) }
}

/** A figure that has no background of its own, by its template, gets darker text where it has no colour of its own. */
export function onWhite(layout: Layout): Layout {
  const template = fields(layout.template)
  const theme = fields(template.layout)
  if (layout.paper_bgcolor !== undefined || theme.paper_bgcolor !== 'rgba(0, 0, 0, 0)') return layout
  return { ...layout, template: { ...template, layout: { ...theme, font: { ...fields(theme.font), color: TEXT } } } }
}

function within(value: unknown, least: number, most: number, otherwise: number): number {
  return typeof value === 'number' && value > 0 ? Math.round(Math.min(most, Math.max(least, value))) : otherwise
}

function fields(value: unknown): Layout {
  return typeof value === 'object' && value !== null ? (value as Layout) : {}
}
