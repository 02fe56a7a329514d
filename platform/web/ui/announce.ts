let region: HTMLElement | undefined

/** Says a short text to screen readers, politely; nothing is seen. */
export function announce(text: string): void {
  if (!region) {
    region = document.createElement('div')
    region.setAttribute('aria-live', 'polite')
    region.className = 'mp-hidden'
    document.body.append(region)
  }
  region.textContent = ''
  setTimeout(() => {
    if (region) region.textContent = text
  }, 50)
}
