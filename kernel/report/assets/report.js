;(() => {
  const root = document.documentElement
  const all = (selector, within = document) => [...within.querySelectorAll(selector)]

  foldAll()
  copyButtons()
  themeButton()
  contents()
  frames()
  scrollByKeyboard()

  /** One button folds or unfolds the code of all cells, whatever single cells were set to. */
  function foldAll() {
    const button = document.querySelector('.fold-all')
    if (!button) return
    const sources = all('.cell > details.source')
    const label = () => {
      button.textContent = sources.some(source => source.open) ? 'Hide code' : 'Show code'
    }
    button.addEventListener('click', () => {
      const open = !sources.some(source => source.open)
      for (const source of sources) source.open = open
      label()
    })
    for (const source of sources) source.addEventListener('toggle', label)
    label()
  }

  function copyButtons() {
    if (!navigator.clipboard) return
    for (const source of all('.cell > details.source')) {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'copy'
      button.textContent = 'Copy'
      button.addEventListener('click', async () => {
        try {
          await navigator.clipboard.writeText(source.querySelector('code').textContent)
          button.textContent = 'Copied'
        } catch {
          button.textContent = 'Not allowed'
        }
        setTimeout(() => {
          button.textContent = 'Copy'
        }, 1500)
      })
      source.append(button)
    }
  }

  function themeButton() {
    const button = document.querySelector('button.theme')
    const current = () => root.dataset.theme ?? 'auto'
    const label = () => {
      button.textContent = `Theme: ${current()}`
    }
    button.addEventListener('click', () => {
      const next = { auto: 'light', light: 'dark', dark: 'auto' }[current()]
      if (next === 'auto') delete root.dataset.theme
      else root.dataset.theme = next
      try {
        localStorage.setItem('tsloom-report-theme', next)
      } catch {
        // The choice then holds for this visit.
      }
      label()
      dispatchEvent(new Event('report-theme'))
    })
    label()
  }

  /** Marks the section being read; on a narrow page the contents open from a button. */
  function contents() {
    const nav = document.querySelector('nav')
    const menu = document.querySelector('.menu')
    if (!nav || !menu) return
    const show = open => {
      nav.classList.toggle('open', open)
      menu.setAttribute('aria-expanded', String(open))
    }
    menu.addEventListener('click', () => show(!nav.classList.contains('open')))
    nav.addEventListener('click', event => {
      if (event.target.closest('a')) show(false)
    })
    addEventListener('keydown', event => {
      if (event.key === 'Escape') show(false)
    })

    const links = all('a', nav)
    const headings = links.map(link => document.getElementById(decodeURIComponent(link.hash.slice(1))))
    let waiting = false
    const mark = () => {
      waiting = false
      const atEnd = innerHeight + scrollY >= root.scrollHeight - 2 && scrollY > 0
      const passed = headings.filter(heading => heading && heading.getBoundingClientRect().top < 140).length
      const at = atEnd ? links.length - 1 : Math.max(0, passed - 1)
      links.forEach((link, index) => {
        if (index === at) link.setAttribute('aria-current', 'true')
        else link.removeAttribute('aria-current')
      })
      const link = links[at]
      if (link && nav.scrollHeight > nav.clientHeight) nav.scrollTop = link.offsetTop - nav.clientHeight / 2
    }
    addEventListener(
      'scroll',
      () => {
        if (!waiting) requestAnimationFrame(mark)
        waiting = true
      },
      { passive: true },
    )
    mark()
  }

  /** Frames have no origin: all they can do here is ask for a height. */
  function frames() {
    const known = all('iframe.frame')
    addEventListener('message', event => {
      const frame = known.find(candidate => candidate.contentWindow === event.source)
      const height = Number(event.data?.tsloomHeight)
      if (frame && height > 0) frame.style.height = `${Math.min(Math.ceil(height), 20000)}px`
    })
    // One that had loaded before this script ran has told its height already.
    for (const frame of known) frame.contentWindow?.postMessage('tsloom-height', '*')
  }

  /** Boxes that scroll can be reached by Tab, those that do not need not be. */
  function scrollByKeyboard() {
    for (const box of all('pre, .rich, .scroll, .math')) {
      if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0
    }
  }
})()
