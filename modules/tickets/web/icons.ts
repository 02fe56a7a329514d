// What only tickets use; the shared ones stand in platform/web/ui/icons.ts.
export { default as IconDots } from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
export { default as IconFileText } from '@tabler/icons-react/dist/esm/icons/IconFileText.mjs'
export { default as IconFileTypePdf } from '@tabler/icons-react/dist/esm/icons/IconFileTypePdf.mjs'
export { default as IconFileZip } from '@tabler/icons-react/dist/esm/icons/IconFileZip.mjs'
export { default as IconLock } from '@tabler/icons-react/dist/esm/icons/IconLock.mjs'
export { default as IconMessage } from '@tabler/icons-react/dist/esm/icons/IconMessage.mjs'
export { default as IconPhoto } from '@tabler/icons-react/dist/esm/icons/IconPhoto.mjs'
