import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core'
import { createTheme } from '@mantine/core'
import { api, boot } from '../../platform/web/client/index.ts'
import { shadesOf } from './brand.ts'

const brand = [
  '#e9effc',
  '#d3dffa',
  '#aac2f4',
  '#7f9fea',
  '#5a7fdc',
  '#3f69d0',
  '#2f5bc4',
  '#2a52b3',
  '#234599',
  '#1c387e',
] as const

export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 6, dark: 6 },
  colors: { brand },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  defaultRadius: 6,
  radius: { sm: '6px', md: '10px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
})

/** The portal's own colour, on the primary button, links, selection and focus. */
export function applyBrand(): void {
  const shades = boot.branding.primary_color && shadesOf(boot.branding.primary_color)
  if (!shades) return
  for (const [name, value] of Object.entries(shades)) document.documentElement.style.setProperty(name, value)
}

/** The scheme is a preference of the person; the server wrote it into the page. */
export const schemeManager: MantineColorSchemeManager = {
  get: () => (boot.color_scheme === 'system' ? 'auto' : boot.color_scheme),
  set: (scheme: MantineColorScheme) => {
    const color_scheme = scheme === 'auto' ? ('system' as const) : scheme
    boot.color_scheme = color_scheme
    if (boot.session) void keep(color_scheme).catch(() => undefined)
  },
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
}

/** Contracts are large, and the first load is small: the call is loaded when it is made. */
async function keep(color_scheme: 'system' | 'light' | 'dark'): Promise<void> {
  const { identityApi } = await import('../../modules/identity/contract.ts')
  await api(identityApi.changePreferences, { body: { color_scheme } })
}
