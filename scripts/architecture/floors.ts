import { floors } from '../../architecture.ts'
import {
  type FileRule,
  fault,
  type Import,
  importsOf,
  isAboveAll,
  isWeb,
  partOf,
  type Source,
} from './source.ts'

/** A file imports from its own part and from lower floors; foreign modules only by their front doors. */
export const floorsAndFrontDoors: FileRule = (source) => {
  if (isAboveAll(source.path)) return []
  return relativeImports(source).flatMap((found) => {
    const sentence = wrongFloor(source.path, found.target)
    return sentence ? [fault(source, found.at, sentence)] : []
  })
}

function wrongFloor(path: string, target: string): string | undefined {
  const [from, to] = [partOf(path), partOf(target)]
  if (isAboveAll(target)) return `${target} stands above everything and is imported by tests and scripts only`
  if (from === to) return undefined

  const [own, other] = [floors[from], floors[to]]
  if (own === undefined) return `${from} has no floor in architecture.ts`
  if (other === undefined) return `${to} has no floor in architecture.ts`
  if (other >= own)
    return `${from} (floor ${own}) may not import ${to} (floor ${other}); announce an event instead`
  if (!isFrontDoor(target)) return `reach ${to} through its front door, not by ${target}`
  return undefined
}

function isFrontDoor(target: string): boolean {
  if (!target.startsWith('modules/')) return true
  return /^modules\/[^/]+\/(contract\.ts|server\/index\.ts|web\/index\.tsx)$/.test(target)
}

/** Browser and server meet in contracts and nowhere else. */
export const webAndServerApart: FileRule = (source) => {
  if (isAboveAll(source.path)) return []
  return relativeImports(source).flatMap((found) => {
    const sentence = wrongSide(source.path, found.target)
    return sentence ? [fault(source, found.at, sentence)] : []
  })
}

function wrongSide(path: string, target: string): string | undefined {
  const [own, other] = [sideOf(path), sideOf(target)]
  if (own === 'contract' && other !== 'contract') return `a contract imports contracts only, not ${target}`
  if (own === 'web' && other === 'server')
    return `the web app may not import ${target}, which runs on the server`
  if (own === 'server' && other === 'web')
    return `the server may not import ${target}, which runs in the browser`
  return undefined
}

function sideOf(path: string): 'contract' | 'web' | 'server' {
  if (isContract(path)) return 'contract'
  return isWeb(path) ? 'web' : 'server'
}

function isContract(path: string): boolean {
  return path.startsWith('platform/contract/') || /^(modules|platform)\/[^/]+\/contract(\.ts$|\/)/.test(path)
}

function relativeImports(source: Source): Import[] {
  return importsOf(source).filter(({ isRelative }) => isRelative)
}
