import type { Language } from '../../../platform/messages.ts'
import type { MapPlace, PictureSource } from '../../trace/index.ts'
import type { ScanView } from '../scan/scan-view.ts'

/**
 * All that may be public of where a code's goods come from, and nothing else: the full story shows this and only this.
 * Kinds of goods by their registered names, communes, days, public names of who declares; backward only. Never keys but
 * the code's own, quantities, numbers of single items, customers, holders, documents, places finer than a commune.
 */
export type StoryView = {
  language: Language
  sample: boolean
  code: Pick<ScanView['code'], 'path' | 'elements'>
  title?: string
  /** The serial number is on no record; the story is its lot's. */
  serialUnknown: boolean
  /** Ids, keys and times are made for the picture: numbers, names of communes, days. */
  picture: PictureSource
  communes: ReadonlyMap<string, MapPlace>
  /** Branches whose origin nobody has told, and whether the chain was too long to follow to its end. */
  unknown: number
  cut: boolean
}
