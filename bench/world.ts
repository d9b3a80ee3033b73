import { checkDigit } from '@nguon/gs1'

// The invented traders of the generated events. Numbers of the GS1 demonstration prefix 952; nothing here is real.

export const partyCount = 8
export const gardensOfParty = 30
export const depotCount = 5
export const shopCount = 40

/** A GS1 company prefix of seven digits. Party 8 is the trader who owns depots and shops. */
export const prefixOf = (party: number): string => String(9_521_500 + party)
export const trader = partyCount

const withCheck = (digits: string): string => digits + checkDigit(digits)

/** A GTIN-14; `indicator` 1 for the case, 0 for the goods. */
const gtin = (indicator: number, party: number, item: number): string =>
  withCheck(`${indicator}${prefixOf(party)}${String(item).padStart(5, '0')}`)

export const rawGtin = (party: number): string => gtin(0, party, 1)
export const packedGtin = (party: number): string => gtin(0, party, 2)
export const caseGtin = (party: number): string => gtin(1, party, 2)

/** Of a chain of trace: its lots of each stage, its bags, and a case of bags. */
export const stageGtin = (party: number, stage: number): string => gtin(0, party, 20 + stage)
export const bagGtin = (party: number): string => gtin(0, party, 3)
export const bagCaseGtin = (party: number): string => gtin(1, party, 3)

const gln = (party: number, place: number): string => withCheck(prefixOf(party) + String(place).padStart(5, '0'))

export const partyGln = (party: number): string => gln(party, 0)
export const packhouseGln = (party: number): string => gln(party, 1)
export const gardenGln = (party: number, garden: number): string => gln(party, 100 + garden)
export const depotGln = (depot: number): string => gln(trader, 10 + depot)
export const shopGln = (shop: number): string => gln(trader, 100 + shop)

/** The extension digit keeps the pallets of stories and what a chain's bags travel in apart. */
export const sscc = (party: number, serial: number, extension = 3): string =>
  withCheck(`${extension}${prefixOf(party)}${String(serial).padStart(9, '0')}`)

export const communes = ['25966', '25747', '25813', '25888', '25942', '25750', '25760', '25771']

type Words = Record<string, unknown>

const address = (index: number): Words => {
  const unitCode = communes[index % communes.length] ?? ''
  return { text: `${index + 1} Bench Street`, unitCode, unitName: `Ward ${unitCode}`, on: '2024-07-01' }
}
const names = (vi: string): Words => ({ vi, en: `${vi} (bench)` })
const since = { validFrom: '2024-07-01' }

/** What the operator says of a party: kind, names, address, prefix and GLN. */
export const partyWords = (party: number): Words => ({
  ...since,
  kind: party === trader ? 'enterprise' : 'cooperative',
  names: names(`Bench party ${party}`),
  publicName: names(`Bench party ${party}`),
  address: address(party),
  identifiers: [
    { scheme: 'gs1-company-prefix', value: prefixOf(party), verified: true },
    { scheme: 'pgln', value: partyGln(party), verified: true },
  ],
})

const productWords = (name: string): Words => ({
  ...since,
  names: names(name),
  brand: names('Bench'),
  origin: { names: names('Bench garden'), country: 'VN' },
  productGroup: 'fresh-fruit',
  shelfLife: names('10 days'),
})

const placeWords = (name: string, kind: string, index: number): Words => ({
  ...since,
  names: names(name),
  kind,
  address: address(index),
})

/** Everything that a party says of its own: the API's path and the body put there. */
export const ownWords = (party: number): { path: string; body: Words }[] => {
  const place = (name: string, kind: string, number: string, index: number) => ({
    path: `/api/locations/${number}`,
    body: placeWords(name, kind, index),
  })
  const range = (length: number) => Array.from({ length }, (_, index) => index)
  if (party === trader) {
    return [
      ...range(depotCount).map((depot) => place(`Depot ${depot}`, 'warehouse', depotGln(depot), depot)),
      ...range(shopCount).map((shop) => place(`Shop ${shop}`, 'shop', shopGln(shop), shop)),
    ]
  }
  return [
    { path: `/api/products/${rawGtin(party)}`, body: productWords(`Raw fruit ${party}`) },
    { path: `/api/products/${packedGtin(party)}`, body: productWords(`Packed fruit ${party}`) },
    { path: `/api/products/${caseGtin(party)}`, body: productWords(`Case of fruit ${party}`) },
    place(`Packing house ${party}`, 'packhouse', packhouseGln(party), party),
    ...range(gardensOfParty).map((garden) =>
      place(`Garden ${garden}`, 'growing-area', gardenGln(party, garden), garden),
    ),
  ]
}
