/** The colours of `Status`: each is shown with its word. */
export const tones = ['neutral', 'info', 'waiting', 'success', 'warning', 'danger'] as const
