// The server names the scheme; for "system" (or "auto") the device decides, before the first paint.
;(function (r, m) {
  if (!/^(light|dark)$/.test(r.getAttribute(m)))
    r.setAttribute(m, matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
})(document.documentElement, 'data-mantine-color-scheme')
