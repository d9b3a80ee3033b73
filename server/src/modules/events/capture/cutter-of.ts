import { type Cutter, createCutter, createXmlCutter } from '@nguon/epcis'
import { mediaTypes } from '../vocabulary.ts'

/** Whether a media type (its number) is that of the XML binding. */
export const isXml = (mediaType: number): boolean => mediaTypes[mediaType]?.endsWith('xml') === true

/** What cuts a text of a media type into events. */
export const cutterOf = (mediaType: number): Cutter => (isXml(mediaType) ? createXmlCutter() : createCutter())
