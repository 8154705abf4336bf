import MarkdownIt from 'markdown-it'

/** Text as it may stand in an element or a double-quoted attribute. */
export const escapeHtml: (text: string) => string = new MarkdownIt().utils.escapeHtml

/** JSON as it may stand in a `<script type="application/json">`. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}
