;(() => {
  const root = document.documentElement
  const system = matchMedia('(prefers-color-scheme: dark)')
  const figures = [...document.querySelectorAll('.figure > script[type="application/json"]')].map(script => {
    const element = script.parentElement
    const spec = JSON.parse(script.textContent)
    const target = document.createElement('div')
    element.append(target)
    element.classList.toggle('opaque', hasOwnColours(spec.layout ?? {}))
    return { element, spec, target, drawn: false }
  })
  let printing = false

  start()

  async function start() {
    try {
      await loadPlotly()
      for (const figure of nearestFirst()) {
        await draw(figure)
        // The page stays alive between two figures.
        await new Promise(resolve => setTimeout(resolve))
      }
    } catch (error) {
      for (const figure of figures) showPicture(figure, error)
    }
    root.dataset.figures = 'drawn'
    addEventListener('report-theme', repaint)
    system.addEventListener('change', repaint)
    addEventListener('beforeprint', () => {
      printing = true
      repaint()
    })
    addEventListener('afterprint', () => {
      printing = false
      repaint()
    })
  }

  async function loadPlotly() {
    const holder = document.getElementById('report-plotly')
    const bytes = Uint8Array.from(atob(holder.textContent), char => char.charCodeAt(0))
    holder.remove()
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
    // As an inline script its text has the hash that the page's policy names: neither eval nor blob: is needed.
    const script = document.createElement('script')
    script.textContent = await new Response(stream).text()
    document.head.append(script)
    script.remove()
  }

  function nearestFirst() {
    const middle = innerHeight / 2
    const distance = new Map(figures.map(figure => [figure, Math.abs(figure.element.getBoundingClientRect().top - middle)]))
    return [...figures].sort((a, b) => distance.get(a) - distance.get(b))
  }

  async function draw(figure) {
    const { data, layout, config, frames } = figure.spec
    try {
      await Plotly.newPlot(figure.target, {
        data,
        layout: { autosize: true, ...layout, template: template(figure) },
        config: { responsive: true, displaylogo: false, ...config },
        frames,
      })
      figure.drawn = true
    } catch (error) {
      showPicture(figure, error)
    }
  }

  /** Only the template changes, so that zoom and hidden traces stay as the reader left them. */
  function repaint() {
    for (const figure of figures) {
      if (!figure.drawn) continue
      const size = figure.spec.layout?.width
        ? {}
        : printing
          ? { width: Math.min(figure.target.clientWidth, 680) }
          : { width: null, autosize: true }
      Plotly.relayout(figure.target, { template: template(figure), ...size })
    }
  }

  function showPicture(figure, error) {
    if (figure.drawn) return
    const picture = document.createElement('template')
    picture.innerHTML = figure.element.querySelector('noscript').textContent
    const image = picture.content.querySelector('img')
    figure.target.textContent = image ? '' : `This figure could not be drawn: ${error?.message ?? error}`
    if (image) figure.target.append(image)
  }

  function isDark() {
    if (printing) return false
    return root.dataset.theme ? root.dataset.theme === 'dark' : system.matches
  }

  /** An author who set colours for a light page gets one, also in the dark. */
  function hasOwnColours(layout) {
    const isSet = colour => colour !== undefined && !/^transparent$|,\s*0(?:\.0+)?\)$/.test(colour)
    return isSet(layout.paper_bgcolor) || isSet(layout.plot_bgcolor) || isSet(layout.font?.color)
  }

  /** Ours stands behind what the author chose. Of an author's template our colours win in the dark, and where it leaves them to the page. */
  function template({ element, spec, target }) {
    const own = isPlain(spec.layout?.template) ? spec.layout.template : undefined
    const dark = isDark() && !element.classList.contains('opaque')
    const colours = dark
      ? colourTemplate({ text: '#d5dae2', faint: '#343b46', line: '#5b6572', panel: '#20252d' })
      : colourTemplate({ text: '#2a303a', faint: '#e6e9ee', line: '#aab2bf', panel: '#ffffff' })
    if (own !== undefined) return dark || leavesColours(own.layout) ? merge(own, { layout: colours }) : own
    return { layout: merge(colours, shapeTemplate(target.clientWidth < 560, spec.layout?.title !== undefined)) }
  }

  /** The background of the house theme is clear. */
  function leavesColours(layout) {
    return layout?.paper_bgcolor !== undefined && !hasOwnColours({ ...layout, font: {} })
  }

  function shapeTemplate(narrow, titled) {
    return {
      colorway: ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#8c8c8c'],
      font: { family: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif', size: 13 },
      title: { x: 0, xref: 'paper', xanchor: 'left', font: { size: 16 } },
      margin: { l: narrow ? 48 : 64, r: narrow ? 8 : 24, t: titled ? 64 : 28, b: 56 },
      legend: narrow ? { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom' } : {},
    }
  }

  function colourTemplate({ text, faint, line, panel }) {
    const axis = { gridcolor: faint, linecolor: line, zerolinecolor: line, tickcolor: line, automargin: true }
    const side = { ...axis, backgroundcolor: 'rgba(0,0,0,0)' }
    const clear = 'rgba(0,0,0,0)'
    return {
      paper_bgcolor: clear,
      plot_bgcolor: clear,
      font: { color: text },
      xaxis: axis,
      yaxis: axis,
      scene: { xaxis: side, yaxis: side, zaxis: side },
      polar: { bgcolor: clear, angularaxis: axis, radialaxis: axis },
      hoverlabel: { bgcolor: panel, bordercolor: line, font: { color: text } },
      shapedefaults: { line: { color: line } },
      annotationdefaults: { arrowcolor: line },
      legend: { bgcolor: clear },
      modebar: { bgcolor: clear, color: line, activecolor: text },
    }
  }

  function merge(base, over) {
    if (!isPlain(base) || !isPlain(over)) return over
    return Object.fromEntries(
      [...new Set([...Object.keys(base), ...Object.keys(over)])].map(key => [
        key,
        key in over ? (key in base ? merge(base[key], over[key]) : over[key]) : base[key],
      ]),
    )
  }

  function isPlain(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  }
})()
