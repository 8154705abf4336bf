// Before the page is painted: the colours that this reader chose for reports.
;(() => {
  try {
    const theme = localStorage.getItem('tsloom-report-theme')
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
  } catch {
    // Storage may be forbidden for files: then the system decides.
  }
})()
