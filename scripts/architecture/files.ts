import type { FileRule } from './source.ts'

const generated = /^platform\/database\/tables\.ts$/
const messages = /^(modules\/[^/]+|app|platform)\/web\/(?:.*\/)?messages[^/]*\.ts$/

/** 250 lines; contracts and tests 400. Generated files and message catalogues are as long as they are. */
export const filesAreShort: FileRule = ({ path, text }) => {
  if (path.endsWith('.sql') || generated.test(path) || messages.test(path)) return []
  const limit = /(^|\/)contract(\.ts$|\/)|\.test\.tsx?$/.test(path) ? 400 : 250
  const lines = text.replace(/\n$/, '').split('\n').length
  return lines > limit ? [`${path}:1: ${lines} lines, at most ${limit}; split it by what it is about`] : []
}

const drawer = /(^|[./-])(utils?|helpers?|common|misc)(?=[./-])/

/** A drawer for everything is a file that nobody can find anything in. */
export const filesHaveNames: FileRule = ({ path }) => {
  const found = drawer.exec(path)?.[2]
  return found ? [`${path}:1: "${found}" says nothing; name the file after what it does`] : []
}
