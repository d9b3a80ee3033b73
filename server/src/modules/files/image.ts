import sharp from 'sharp'
import { problem } from '../../platform/problem.ts'
import type { MediaType } from './media-type.ts'

/** Widths that pages ask for; a picture is never made larger than it came. */
export const renditionWidths = [320, 960] as const
export type RenditionWidth = (typeof renditionWidths)[number]

/** 50 megapixels: more than telephones take, less than a picture made to fill the memory. */
const pixelLimit = 50_000_000
const longestSide = 4096

export type CleanImage = { bytes: Buffer; width: number; height: number }

/**
 * The picture written anew: turned the way its EXIF says, then without EXIF, GPS, XMP or anything else but pixels. The
 * answer is the same for the same bytes, so that its hash can name it.
 */
export async function cleanImage(bytes: Uint8Array, type: Exclude<MediaType, 'application/pdf'>): Promise<CleanImage> {
  const turned = await read(bytes)
  const fitted = turned.resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
  const coded =
    type === 'image/png'
      ? fitted.png({ compressionLevel: 9 })
      : type === 'image/webp'
        ? fitted.webp({ quality: 88 })
        : fitted.jpeg({ quality: 88 })
  const { data, info } = await coded.toBuffer({ resolveWithObject: true }).catch(refuseBroken)
  return { bytes: data, width: info.width, height: info.height }
}

/** A small copy for pages, as WebP. */
export const renderImage = async (bytes: Uint8Array, width: RenditionWidth): Promise<Buffer> =>
  (await read(bytes)).resize({ width, withoutEnlargement: true }).webp({ quality: 78 }).toBuffer().catch(refuseBroken)

async function read(bytes: Uint8Array): Promise<ReturnType<typeof sharp>> {
  const picture = sharp(bytes, { limitInputPixels: pixelLimit, failOn: 'error', animated: false })
  const { width = 0, height = 0 } = await picture.metadata().catch(refuseBroken)
  if (width * height > pixelLimit) throw problem('files.image-too-large', { megapixels: pixelLimit / 1_000_000 })
  return picture.rotate()
}

const refuseBroken = (error: Error): never => {
  if (/exceeds pixel limit/i.test(error.message))
    throw problem('files.image-too-large', { megapixels: pixelLimit / 1_000_000 })
  throw problem('files.image-broken')
}
