export { default as IconImport } from '@tabler/icons-react/dist/esm/icons/IconFileImport.mjs'
export { default as IconPlug } from '@tabler/icons-react/dist/esm/icons/IconPlug.mjs'
export { default as IconWebhook } from '@tabler/icons-react/dist/esm/icons/IconWebhook.mjs'
