/** What is read of markdown-it's tokens. */
interface Token {
  type: string
  content: string
  /** A paragraph of a tight list. */
  hidden: boolean
  level: number
  info: string
  markup: string
  children: Token[] | null
  attrGet(name: string): string | number | null
}

interface Writing {
  blocks: string[]
  /** What stands before the next block: a bullet, a number. */
  lead: string
  /** What separates the next block from the one before. */
  gap: string
  quotes: number
}

/** What Markdown says, without its marks: for searches, mails and copies. Lists keep bullets, links say where they lead. */
export function plainOf(tokens: readonly Token[]): string {
  const writing: Writing = { blocks: [], lead: '', gap: '', quotes: 0 }
  for (const token of tokens) blocks[token.type]?.(writing, token)
  return writing.blocks.join('').trim()
}

const blocks: Readonly<Record<string, (writing: Writing, token: Token) => void>> = {
  paragraph_open: (writing, { hidden }) => begin(writing, hidden ? '\n' : '\n\n'),
  heading_open: (writing) => begin(writing, '\n\n'),
  table_open: (writing) => begin(writing, '\n\n'),
  tr_open: (writing) => begin(writing, '\n'),
  th_close: (writing) => begin(writing, ' | '),
  td_close: (writing) => begin(writing, ' | '),
  blockquote_open: (writing) => void writing.quotes++,
  blockquote_close: (writing) => void writing.quotes--,
  bullet_list_open: (writing, { level }) => begin(writing, level > 0 ? '\n' : '\n\n'),
  ordered_list_open: (writing, { level }) => begin(writing, level > 0 ? '\n' : '\n\n'),
  list_item_open: (writing, { info, markup }) => {
    writing.lead += info ? `${info}${markup} ` : '- '
  },
  inline: (writing, { children }) => write(writing, wordsOf(children ?? [])),
  fence: code,
  code_block: code,
  hr: (writing) => begin(writing, '\n\n'),
}

function code(writing: Writing, { content }: Token): void {
  begin(writing, '\n\n')
  write(writing, content.replace(/\n$/, ''))
}

/** The widest gap asked for since the last block counts. */
function begin(writing: Writing, gap: string): void {
  if (writing.gap === '\n\n' && gap !== ' | ') return
  writing.gap = gap
}

function write(writing: Writing, text: string): void {
  const quote = '> '.repeat(writing.quotes)
  const isBeside = writing.gap === ' | '
  const lines = isBeside ? text : (writing.lead + text).replace(/^/gm, quote)
  writing.blocks.push(writing.gap, lines)
  writing.lead = ''
  writing.gap = ''
}

interface Line {
  text: string
  links: { href: string; from: number }[]
}

/** Words of one paragraph; a link that is not its own address is followed by it. */
function wordsOf(tokens: readonly Token[]): string {
  const line: Line = { text: '', links: [] }
  for (const token of tokens) {
    if (token.type === 'link_open')
      line.links.push({ href: String(token.attrGet('href') ?? ''), from: line.text.length })
    else if (token.type === 'link_close') endLink(line)
    else if (token.type === 'softbreak' || token.type === 'hardbreak') line.text += '\n'
    else line.text += token.content
  }
  return line.text
}

function endLink(line: Line): void {
  const link = line.links.pop()
  if (!link) return
  const said = line.text.slice(link.from)
  const isAddress =
    said !== '' &&
    link.href.replace(/^(?:https?:\/\/|mailto:|tel:)/, '').startsWith(said.replace(/^https?:\/\//, ''))
  if (!isAddress) line.text += ` (${link.href})`
}
