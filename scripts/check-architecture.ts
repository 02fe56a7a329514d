import { join } from 'node:path'
import { filesAreShort, filesHaveNames } from './architecture/files.ts'
import { floorsAndFrontDoors, webAndServerApart } from './architecture/floors.ts'
import { problemCodesAreDeclared } from './architecture/problem-codes.ts'
import { doneInOnePlace, noHiddenHttpClient } from './architecture/reserved.ts'
import { type FileRule, type HouseRule, readSources, type Source } from './architecture/source.ts'
import { sqlStandsInQueries, tablesHaveOneOwner, wallsInMigrations } from './architecture/tables.ts'
import { cataloguesAreEqual, messagesHaveOneHome, textsComeFromCatalogues } from './architecture/texts.ts'

const fileRules: readonly FileRule[] = [
  floorsAndFrontDoors,
  webAndServerApart,
  tablesHaveOneOwner,
  sqlStandsInQueries,
  wallsInMigrations,
  doneInOnePlace,
  noHiddenHttpClient,
  filesAreShort,
  filesHaveNames,
  textsComeFromCatalogues,
]
const houseRules: readonly HouseRule[] = [problemCodesAreDeclared, cataloguesAreEqual, messagesHaveOneHome]

/** All that is wrong with these sources, in the order of the files. */
export function checkArchitecture(sources: readonly Source[]): string[] {
  const perFile = sources.flatMap((source) => fileRules.flatMap((rule) => rule(source)))
  const inTheHouse = houseRules.flatMap((rule) => rule(sources))
  return [...new Set([...perFile, ...inTheHouse])].sort()
}

if (import.meta.main) {
  const sources = readSources(join(import.meta.dirname, '..'))
  const faults = checkArchitecture(sources)
  console.log(faults.join('\n') || `${sources.length} files follow the architecture`)
  process.exitCode = faults.length > 0 ? 1 : 0
}
