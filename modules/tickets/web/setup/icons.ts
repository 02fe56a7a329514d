export { default as IconAdjustments } from '@tabler/icons-react/dist/esm/icons/IconAdjustments.mjs'
export { default as IconDots } from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
export { default as IconGripVertical } from '@tabler/icons-react/dist/esm/icons/IconGripVertical.mjs'
