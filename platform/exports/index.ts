export { exportRoutes, openExports } from './exports.ts'
