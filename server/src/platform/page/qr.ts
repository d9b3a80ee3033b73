import { correction, generate } from 'lean-qr'
import { toSvgSource } from 'lean-qr/extras/svg'
import { escapeHtml } from '../html.ts'

/**
 * A QR code as SVG with a title, error level M, four modules of quiet zone (ISO/IEC 18004). The link is drawn as it is:
 * an upper-case scheme and host would save a version, but some phones then show text in place of an address.
 */
export function qrSvg(text: string, title: string, pixelsPerModule = 6): string {
  const code = generate(text, { minCorrectionLevel: correction.M })
  const svg = toSvgSource(code, { on: '#000', off: '#fff', pad: 4, scale: pixelsPerModule })
  return svg.replace('<svg ', '<svg role="img" ').replace('>', `><title>${escapeHtml(title)}</title>`)
}
