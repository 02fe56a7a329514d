import { existsSync } from 'node:fs'
import { readRows } from '../import/rows.ts'

const most = 20_000

/** What tickets say: descriptions of a CSV file, or sentences put together, the same ones each time. */
export async function readTexts(file: string): Promise<string[]> {
  if (!existsSync(file)) return Array.from({ length: 5_000 }, (_, at) => sentence(at))
  const texts: string[] = []
  for await (const { body } of readRows(file, most)) texts.push(body)
  return texts
}

const words =
  `printer laptop mailbox account password screen update access folder phone server network office floor card
 monitor keyboard licence report calendar meeting backup order purchase approval engineer analyst manager member team user
 error issue problem request connection installation upgrade setup delivery storage disk database script project release
 please cannot open close start stop install remove replace send receive share restore check find change create delete help
 new old slow broken missing wrong blocked expired urgent internal external shared remote mobile spare second last next
 monday tuesday wednesday thursday friday morning yesterday today tomorrow since before after again still`.split(
    /\s+/,
  )

/** Between 12 and 60 words by a small linear congruence, so that every run has the same. */
function sentence(at: number): string {
  let state = at * 2_654_435_761 + 12_345
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
  return Array.from({ length: 12 + next(48) }, () => words[next(words.length)] ?? 'help').join(' ')
}
