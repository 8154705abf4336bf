/** Lab's theme as the page tells it; a renderer of MIME types has no access to the theme manager. */

const ATTRIBUTE = 'data-jp-theme-light'

export function isDark(): boolean {
  return document.body.getAttribute(ATTRIBUTE) === 'false'
}

/** Returns what stops it. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.body, { attributes: true, attributeFilter: [ATTRIBUTE] })
  return () => observer.disconnect()
}
