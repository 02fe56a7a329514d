const waiting = new Set<() => void>()
let isPressed = false

// Heard on the way down: whoever stops the event on the way up changes nothing here. A touch says these, too.
if (typeof document !== 'undefined') {
  document.addEventListener('mousedown', press, true)
  document.addEventListener('mouseup', () => void setTimeout(release), true)
}

function press() {
  isPressed = true
}

function release() {
  isPressed = false
  for (const run of waiting) run()
  waiting.clear()
}

/**
 * Runs at once, or after the click that is under way: what a field says when it is left would move the button that was
 * pressed away from under the finger.
 */
export function afterPress(run: () => void): void {
  if (isPressed) waiting.add(run)
  else run()
}
