/** `npm run gs1`: reads one code a line from standard input and answers each with one line of JSON. */
import { once } from 'node:events'
import { readCode } from '@nguon/gs1'

const answer = (line: string): string => {
  const { input, kind, ok, elements, digitalLink, issues } = readCode(line)
  const places = issues.map(({ code, at }) => ({ code, at }))
  return `${JSON.stringify({ input, kind, ok, elements, digitalLink, issues: places })}\n`
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

const write = async (text: string): Promise<void> => {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain')
}

/** Lines end with \n or \r\n and are otherwise taken as they are; the last one may lack its end. */
const run = async (): Promise<void> => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest = ''
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    await write(lines.map((line) => answer(withoutReturn(line))).join(''))
  }
  rest += decoder.decode()
  if (rest !== '') await write(answer(withoutReturn(rest)))
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

await run()
