;(() => {
  // The one way out that a content policy does not close.
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) {
    Object.defineProperty(window, name, { value: undefined, configurable: false, writable: false })
  }
  const tell = () => parent.postMessage({ tsloomHeight: document.documentElement.getBoundingClientRect().height }, '*')
  new ResizeObserver(tell).observe(document.documentElement)
  addEventListener('message', event => {
    if (event.data === 'tsloom-height') tell()
  })
})()
