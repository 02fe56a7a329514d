import './styles.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { boot, queryClient, styleNonce } from '../../platform/web/client/index.ts'
import { language, loadMessages } from '../../platform/web/messages/index.ts'
import { listenForShortcuts } from '../../platform/web/ui/index.ts'
import { catalogues } from './messages.ts'
import { modules } from './modules.ts'
import { router } from './router.tsx'
import { applyBrand, schemeManager, theme } from './theme.ts'

async function start() {
  document.documentElement.lang = language
  applyBrand()
  await loadMessages([catalogues, ...modules.flatMap(({ messages }) => (messages ? [messages] : []))])
  listenForShortcuts()
  const root = document.getElementById('root')
  if (!root) return
  createRoot(root).render(
    <MantineProvider
      theme={theme}
      colorSchemeManager={schemeManager}
      defaultColorScheme={boot.color_scheme === 'system' ? 'auto' : boot.color_scheme}
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  )
}

void start()
