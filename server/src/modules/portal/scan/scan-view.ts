import type { Language } from '../../../platform/messages.ts'
import type { DataItem } from '../../registry/index.ts'

/** What is said of a product, and by whom (public name). */
export type Statement = { text: string; by: string }
export type ScanImage = { src: string; by: string }

/** One item of the law's list. `stated`: the word of the owner or an authority; `others`: anybody else's, shown as theirs. */
export type LegalItem = {
  id: DataItem
  /** Wanted only where the product has it. */
  ifAny: boolean
  stated: Statement[]
  others: Statement[]
  images: ScanImage[]
}

/** A certificate in force that is for this product. `attested`: by its issuer in the system; else its holder says so. */
export type ScanCertificate = { standard: string; number: string; issuer: string; attested: boolean; validTo: string }

/**
 * What a test of this product, lot or item (`of`) came to. `conforms` where somebody says so; `attested`: by the
 * laboratory in the system; else the holder says it.
 */
export type ScanTestResult = {
  parameter: string
  value: string
  limit?: string
  conforms?: boolean
  of: string
  testedOn: string
  laboratory: string
  attested: boolean
}

/** One step of the timeline. `date` is the day in the event's own zone; `depth`: steps up the chain from the item scanned. */
export type ScanStep = {
  step: string
  words: string
  date: string
  commune?: string
  place?: string
  declaredBy: string
  depth: number
}

/** What kind of thing the code names: a kind of product, a lot, a single unit, a logistic unit, a place or party, another. */
export type ScanLevel = 'product' | 'lot' | 'unit' | 'logistic-unit' | 'place' | 'other'

/**
 * All that may be public of a code, and nothing else: the page and the API without a key show this and only this. Never
 * quantities, customers, transactions, other ILMD, extensions, coordinates, a private person's phone, address or tax code.
 */
export type ScanView = {
  language: Language
  level: ScanLevel
  state: 'traced' | 'no-events' | 'unknown'
  sample: boolean
  code: { digitalLink: string; path: string; elements: { ai: string; value: string }[] }
  title?: string
  /** How the owner's claim on the product's key stands. */
  claim?: 'asserted' | 'verified' | 'contested'
  /** The serial number is on no record; the steps are its lot's. */
  serialUnknown?: boolean
  legal?: { ruleSet: string; validFrom: string; items: LegalItem[] }
  certificates?: ScanCertificate[]
  testResults?: ScanTestResult[]
  steps: ScanStep[]
  parties: number
  /** False where the chain is longer than what is followed. */
  complete: boolean
  /** Where the page before ended; the first page has none. */
  after?: string
  next?: string
}
