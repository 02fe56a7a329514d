import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const root = import.meta.dirname

/** One chunk per language; pages and the floating layers (`overlays.ts`) are chunks of their own by `import()`. */
const groups = [
  { name: 'language-en', test: /messages(\.en|\/en)\.ts$/ },
  { name: 'language-de', test: /messages(\.de|\/de)\.ts$/ },
]

export default defineConfig({
  root,
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    manifest: true,
    target: ['chrome111', 'firefox115', 'safari17'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      treeshake: {
        // An index that re-exports is not run, so that a page's parts come with the page.
        moduleSideEffects: (id) =>
          id.endsWith('.css') || !/\/platform\/(web\/(ui|client|messages|live)|contract)\//.test(id),
        // Titles and help texts of problems are the server's; the browser has its catalogue.
        manualPureFunctions: ['declareProblems'],
      },
      output: { codeSplitting: { groups } },
    },
  },
})
