export { default as IconLayoutDashboard } from '@tabler/icons-react/dist/esm/icons/IconLayoutDashboard.mjs'
export { default as IconListCheck } from '@tabler/icons-react/dist/esm/icons/IconListCheck.mjs'
export { default as IconPalette } from '@tabler/icons-react/dist/esm/icons/IconPalette.mjs'
