import { contentPolicy, styleSheet } from '../../../platform/page/document.page.ts'
import { baseStyles } from '../../../platform/page/styles.ts'

const ownStyles = `
.by{display:block;color:var(--soft);font-size:.875rem}
.none{color:var(--warn);font-style:italic}
.others{border-left:3px solid var(--line);padding-left:.625rem;margin-top:.375rem;font-size:.9375rem}
img{max-width:100%;height:auto;aspect-ratio:4/3;object-fit:contain;background:var(--page);border-radius:.375rem;display:block}
ol.steps{list-style:none;margin:0;padding:0 0 0 1.125rem;border-left:2px solid var(--main)}
ol.steps li{position:relative;padding:0 0 1rem}
ol.steps li::before{content:"";position:absolute;left:-1.5625rem;top:.4rem;width:.75rem;height:.75rem;border-radius:50%;background:var(--card);border:2px solid var(--main)}
ol.steps li.up::before{background:var(--main)}
ol.steps b{display:block}
`.replaceAll('\n', '')

/** The pages' only styles. */
export const styles = baseStyles + ownStyles

export const sheet = styleSheet(styles)

/** What these pages may do: show themselves, our own pictures, and send the form back to us. No script at all. */
export const pagePolicy = contentPolicy(sheet)
