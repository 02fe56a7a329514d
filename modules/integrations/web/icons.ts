export { default as IconWebhook } from '@tabler/icons-react/dist/esm/icons/IconWebhook.mjs'
