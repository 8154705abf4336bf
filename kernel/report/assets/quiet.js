// Names of hosts that are linked to are not looked up ahead. As markup this would be no valid HTML.
;(() => {
  const meta = document.createElement('meta')
  meta.httpEquiv = 'x-dns-prefetch-control'
  meta.content = 'off'
  document.head.append(meta)
})()
