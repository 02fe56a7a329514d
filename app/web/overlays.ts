// Names what the chunk "overlays" holds, so that it can be fetched after the first paint.
export { Combobox, Select, Tooltip } from '@mantine/core'
