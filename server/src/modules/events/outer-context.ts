import { type Context, resolveContext } from '@nguon/epcis'

const contexts = new Map<string, Context>()
const mostContexts = 1000

/** The context of a document as it is stored, which events by the hundred share. */
export const outerContext = (text: string): Context => {
  let context = contexts.get(text)
  if (context === undefined) {
    if (contexts.size >= mostContexts) contexts.clear()
    context = resolveContext(JSON.parse(text)).context
    contexts.set(text, context)
  }
  return context
}
