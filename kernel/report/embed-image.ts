import { readFileSync, realpathSync } from 'node:fs'
import { extname, relative, resolve, sep } from 'node:path'
import type { Attachments } from './notebook.ts'

/** A `data:` URL for what an image's `src` names, or why there is none. */
export type ImageEmbedder = (src: string) => { readonly url: string } | { readonly missing: string }

const types: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
}

/** Images of a cell: its attachments, `data:` URLs, and files at or below the notebook's folder. */
export function imageEmbedder(attachments: Attachments, directory: string | undefined): ImageEmbedder {
  return src => {
    if (/^data:image\/[\w.+-]+[;,]/i.test(src)) return { url: src }
    if (src.startsWith('attachment:')) return fromAttachment(attachments, decode(src.slice('attachment:'.length)))
    if (/^(?:[a-z][\w+.-]*:|\/\/)/i.test(src)) return { missing: `not embedded, since a report makes no connections: ${src}` }
    return directory === undefined ? { missing: `no such file: ${src}` } : fromFile(decode(src.replace(/[?#].*$/, '')), directory)
  }
}

export function imageUrl(type: string, content: string): string {
  if (type !== 'image/svg+xml') return `data:${type};base64,${content.replace(/\s+/g, '')}`
  // As an image an SVG needs its namespace; inline in HTML it would not.
  const svg = /<svg[^>]*\sxmlns\s*=/.test(content) ? content : content.replace(/<svg\b/, '<svg xmlns="http://www.w3.org/2000/svg"')
  return `data:${type};base64,${Buffer.from(svg).toString('base64')}`
}

function fromAttachment(attachments: Attachments, name: string) {
  const bundle = Object.hasOwn(attachments, name) ? attachments[name] : undefined
  const entry = Object.entries(bundle ?? {}).find(([type]) => type.startsWith('image/'))
  if (entry === undefined) return { missing: `the cell has no attachment ${name}` }
  return { url: imageUrl(entry[0], String(entry[1])) }
}

function fromFile(path: string, directory: string) {
  const type = types[extname(path).toLowerCase()]
  if (type === undefined) return { missing: `not an image: ${path}` }
  try {
    const file = realpathSync(resolve(directory, path))
    // A notebook from somewhere else must not pull the reader's files into a report that is sent on.
    const inside = relative(realpathSync(directory), file)
    if (inside === '..' || inside.startsWith(`..${sep}`) || resolve(inside) === inside)
      return { missing: `outside the notebook's folder: ${path}` }
    return { url: `data:${type};base64,${readFileSync(file).toString('base64')}` }
  } catch {
    return { missing: `no such file: ${path}` }
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
