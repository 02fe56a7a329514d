import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const root = import.meta.dirname

/** One chunk per language, one for the floating layers of Mantine; pages are chunks of their own. */
const groups = [
  { name: 'language-en', test: /messages(\.en|\/en)\.ts$/ },
  { name: 'language-de', test: /messages(\.de|\/de)\.ts$/ },
  {
    name: 'overlays',
    test: /floating-ui|@mantine.core.esm.components.(Menu|Combobox|ComboboxPopover|Tooltip|Popover|Modal|ModalBase|HoverCard|Select|Autocomplete|MultiSelect|TagsInput|Pill|PillsInput|ScrollArea|Transition|Drawer)\//,
  },
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
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
})
