import { fileURLToPath } from 'node:url'
import { checkDigit, parseDigitalLink } from './src/index.ts'

const stems = ['https://id.gs1.org', 'https://nguon.example.vn', 'HTTPS://ID.EXAMPLE.ORG', 'https://a.example/s/tem']

/** Links such as are printed: a GTIN with lot, serial, date, escapes, and now and then an SSCC or a place. */
const exampleLinks = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    const stem = stems[index % stems.length]
    const serial = (index * 2_654_435_761) % 4_294_967_296
    const body = `0952${String(serial % 1_000_000_000).padStart(9, '0')}`
    const gtin = body + checkDigit(body)
    switch (index % 5) {
      case 0:
        return `${stem}/01/${gtin}/10/LOT${serial % 10_000}/21/${serial.toString(36)}`
      case 1:
        return `${stem}/01/${gtin}/21/${serial.toString(36).toUpperCase()}`
      case 2:
        return `${stem}/01/${gtin}/10/A%2F${serial % 1000}?17=271231&3103=000195`
      case 3:
        return `${stem}/00/${`${body}0000`}${checkDigit(`${body}0000`)}`
      default:
        return `${stem}/414/${body.slice(0, 12)}${checkDigit(body.slice(0, 12))}/254/${serial % 1000}`
    }
  })

/** Parses `count` Digital Links on this thread, after a warm-up, and says how many a second that is. */
export const measureDigitalLinks = (count: number): { perSecond: number } => {
  const links = exampleLinks(1000)
  const parse = (times: number): number => {
    let good = 0
    for (let i = 0; i < times; i++) if (parseDigitalLink(links[i % links.length] ?? '').ok) good += 1
    return good
  }
  parse(Math.min(count, 50_000))
  const start = process.hrtime.bigint()
  const good = parse(count)
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  if (good !== count) throw new Error(`${count - good} of the example links were refused`)
  return { perSecond: Math.round(count / seconds) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(measureDigitalLinks(Number(process.argv[2] ?? 500_000))))
}
