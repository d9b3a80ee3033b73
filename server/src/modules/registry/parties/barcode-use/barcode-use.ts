import Type from 'typebox'
import { Day } from '../party.ts'

/** From where somebody knows: the party's own word, the barcode authority's list, a survey, an inspection, another list. */
export const barcodeSources = ['own-word', 'barcode-authority', 'survey', 'inspection', 'other-list'] as const
export type BarcodeSource = (typeof barcodeSources)[number]

/** What all words on a party together say. Nobody decides between words that contradict each other: that they do is told. */
export const barcodeStandings = ['uses', 'uses-not', 'contradicted', 'unknown'] as const
export type BarcodeStanding = (typeof barcodeStandings)[number]

/** A word that a party uses barcodes, or does not, from a day on; `uses` null takes back what one said from that source. */
export const NewBarcodeUse = Type.Object(
  {
    uses: Type.Union([Type.Boolean(), Type.Null()]),
    validFrom: Day,
    validTo: Type.Optional(Day),
    source: Type.Enum([...barcodeSources]),
    sourceText: Type.String({
      minLength: 1,
      maxLength: 1000,
      pattern: '\\S',
      description: 'Which list, survey or paper, of which date',
    }),
  },
  { additionalProperties: false },
)
export type NewBarcodeUse = Type.Static<typeof NewBarcodeUse>

export const BarcodeUse = Type.Object({
  uses: Type.Boolean(),
  validFrom: Type.String(),
  validTo: Type.Optional(Type.String()),
  source: Type.String(),
  sourceText: Type.String(),
  declaredBy: Type.String(),
  position: Type.Integer(),
})
