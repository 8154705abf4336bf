import sanitizeHtml from 'sanitize-html'
import type { ImageEmbedder } from './embed-image.ts'

const size = [/^-?[\d.]+(?:px|em|rem|ex|ch|%|pt|vw|vh|fr)?$|^(?:auto|0|thin|medium|thick|none|normal)$/]
const sizes = [/^(?:(?:-?[\d.]+(?:px|em|rem|ex|ch|%|pt|fr)?|auto|thin|medium|thick)\s*){1,4}$/]
const color = [/^(?:#[\da-f]{3,8}|[a-z]+|(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\([\d\s.,%/-]+\)|var\(--[\w-]+\))$/i]
const word = [/^[a-z][a-z\s-]*$/]
const border = [/^[\w\s#.,()%-]*$/]

/** Looks only: nothing that takes an element out of its place on the page or reaches outside of it. */
const styles = {
  color,
  background: color,
  'background-color': color,
  opacity: size,
  'text-align': word,
  'vertical-align': word,
  'white-space': word,
  'text-decoration': word,
  'font-style': word,
  'font-variant-numeric': word,
  'list-style': word,
  'font-weight': [/^(?:\d{3}|bold|bolder|lighter|normal)$/],
  'font-size': size,
  'line-height': size,
  'font-family': [/^[\w\s,"'-]+$/],
  font: [/^[\w\s,"'./%-]+$/],
  width: size,
  height: size,
  'min-width': size,
  'min-height': size,
  'max-width': size,
  'max-height': size,
  padding: sizes,
  'padding-left': size,
  'padding-right': size,
  'padding-top': size,
  'padding-bottom': size,
  margin: sizes,
  'margin-left': size,
  'margin-right': size,
  'margin-top': size,
  'margin-bottom': size,
  border,
  'border-left': border,
  'border-right': border,
  'border-top': border,
  'border-bottom': border,
  'border-color': border,
  'border-style': word,
  'border-width': sizes,
  'border-radius': sizes,
  'border-collapse': word,
  'border-spacing': sizes,
  display: [/^(?:block|inline|inline-block|flex|inline-flex|grid|inline-grid|table|table-row|table-cell|none)$/],
  flex: [/^[\w\s.%]+$/],
  'flex-direction': word,
  'flex-wrap': word,
  gap: sizes,
  'align-items': word,
  'justify-content': word,
  'grid-template-columns': [/^[\w\s.,%()-]+$/],
  overflow: word,
  'overflow-x': word,
  'overflow-y': word,
  float: [/^(?:left|right|none)$/],
  'table-layout': word,
}

// Names in lower case, as the sanitiser leaves them; a browser restores `viewBox` and `linearGradient` by itself. No `title`
// or `desc`: what is text in them here may be markup in a browser.
const shapes = [
  'svg',
  'g',
  'path',
  'rect',
  'circle',
  'ellipse',
  'line',
  'polyline',
  'polygon',
  'text',
  'tspan',
  'defs',
  'lineargradient',
  'radialgradient',
  'stop',
  'clippath',
]
const shapeAttributes = [
  'viewbox',
  'preserveaspectratio',
  'xmlns',
  'x',
  'y',
  'x1',
  'y1',
  'x2',
  'y2',
  'dx',
  'dy',
  'cx',
  'cy',
  'r',
  'rx',
  'ry',
  'd',
  'points',
  'fill',
  'fill-opacity',
  'fill-rule',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'transform',
  'text-anchor',
  'dominant-baseline',
  'font-size',
  'font-family',
  'font-weight',
  'offset',
  'stop-color',
  'stop-opacity',
  'gradientunits',
  'clip-path',
  'clip-rule',
]

const tags = [
  ...sanitizeHtml.defaults.allowedTags,
  ...shapes,
  'img',
  'details',
  'summary',
  'del',
  'ins',
  'picture',
  'video',
  'audio',
  'source',
  'progress',
  'meter',
  'input',
  'font',
  'center',
  'label',
  'output',
]

/** Whatever comes from a notebook, without scripts, styles of its own, frames, forms or connections. */
export function sanitize(html: string, embed: ImageEmbedder): string {
  return sanitizeHtml(html, {
    allowedTags: tags,
    disallowedTagsMode: 'discard',
    allowedAttributes: {
      '*': ['id', 'class', 'title', 'lang', 'dir', 'align', 'style', 'width', 'height', 'role', 'tabindex', 'aria-*', 'data-*'],
      a: ['href', 'name'],
      img: ['src', 'alt'],
      video: ['src', 'controls', 'loop', 'muted', 'poster'],
      audio: ['src', 'controls', 'loop'],
      source: ['src', 'type'],
      ol: ['start', 'type', 'reversed'],
      li: ['value'],
      td: ['colspan', 'rowspan', 'headers', 'valign', 'bgcolor'],
      th: ['colspan', 'rowspan', 'scope', 'valign', 'bgcolor'],
      col: ['span'],
      colgroup: ['span'],
      details: ['open'],
      progress: ['value', 'max'],
      meter: ['value', 'min', 'max', 'low', 'high', 'optimum'],
      input: ['type', 'checked', 'disabled'],
      font: ['color', 'size'],
      time: ['datetime'],
      ...Object.fromEntries(shapes.map(shape => [shape, shapeAttributes])),
    },
    allowedStyles: { '*': styles },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['data'], video: ['data'], audio: ['data'], source: ['data'] },
    allowProtocolRelative: false,
    exclusiveFilter: frame => frame.tag === 'input' && frame.attribs.type !== 'checkbox',
    transformTags: {
      '*': (tagName, attributes) => ({ tagName, attribs: withoutPageId(attributes) }),
      img: (_tag, attributes) => image(attributes, embed),
      input: (_tag, attributes) => ({ tagName: 'input', attribs: { ...attributes, disabled: '' } }),
    },
  })
}

/** Ids of the page itself are not to be had: its scripts find their elements by them. */
function withoutPageId({ id, ...others }: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  return id === undefined || id.startsWith('report-') ? others : { id, ...others }
}

function image(attributes: sanitizeHtml.Attributes, embed: ImageEmbedder): sanitizeHtml.Tag {
  const found = embed(attributes.src ?? '')
  if ('url' in found) return { tagName: 'img', attribs: { ...attributes, src: found.url, alt: attributes.alt ?? '' } }
  const alt = attributes.alt ?? ''
  return { tagName: 'span', attribs: { class: 'missing' }, text: `${alt === '' ? 'Image' : alt} (${found.missing})` }
}
