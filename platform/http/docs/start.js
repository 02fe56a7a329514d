// Starts Swagger UI on the portal's own document. Loaded as a file: the page allows no inline script.
;(() => {
  const root = document.getElementById('swagger-ui')
  const { base, csrf } = root.dataset
  const cookie = (name) =>
    document.cookie
      .split('; ')
      .find((one) => one.startsWith(`${name}=`))
      ?.slice(name.length + 1)

  const scheme = cookie('myportal_scheme')
  const isDark = scheme ? scheme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.classList.toggle('dark-mode', isDark)

  // The document names the portal's public address; the page may have been opened under another one.
  const prepare = (request) => {
    const { pathname, search } = new URL(request.url, location.href)
    request.url = location.origin + pathname + search
    const token = cookie(csrf)
    if (token && !/^(get|head)$/i.test(request.method ?? 'get')) {
      request.headers = { ...request.headers, 'X-CSRF-Token': decodeURIComponent(token) }
    }
    return request
  }

  window.SwaggerUIBundle({
    url: `${base}/api/openapi.json`,
    domNode: root,
    deepLinking: true,
    filter: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
    withCredentials: true,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
    requestInterceptor: prepare,
  })
})()
