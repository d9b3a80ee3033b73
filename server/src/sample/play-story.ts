import type { ApiClient } from './api-client.ts'
import { assemble, type Cast, findPartyID, liveKeys } from './cast.ts'
import { postDocument } from './post-document.ts'
import type { StoryFiles } from './story-files.ts'

/** Registers what a story needs, posts its documents in order, and takes the keys away. False: it was all there. */
export const playStory = async (baseUrl: string, operator: ApiClient, story: StoryFiles): Promise<boolean> => {
  if (await isPlayed(operator, story)) return false
  const cast = await assemble(baseUrl, operator, story)
  await describeProducts(cast, story)
  await describeLocations(cast, story)
  await giveMandates(cast, story)
  for (const { file, postedBy } of story.documents) {
    await postDocument(cast.as(postedBy), `${story.name}/${file}`, await story.text(file))
  }
  await cast.dismiss()
  return true
}

/** The last event stands, and the player's last key is gone: then all that comes before is there too. */
const isPlayed = async (operator: ApiClient, story: StoryFiles): Promise<boolean> => {
  const last = story.documents.at(-1)
  const lastParty = story.parties.at(-1)
  if (last === undefined || lastParty === undefined) return true
  const partyID = await findPartyID(operator, story.name, lastParty.name)
  if (partyID === undefined) return false
  const document = JSON.parse(await story.text(last.file)) as { epcisBody: { eventList: { eventID: string }[] } }
  const eventID = document.epcisBody.eventList.at(-1)?.eventID ?? ''
  const event = await operator.find(`/events/${encodeURIComponent(eventID)}`)
  return event !== undefined && (await liveKeys(operator, partyID)).length === 0
}

/** A word that stands is not said again: each would be a new version of it. */
const isDescribed = async (as: ApiClient, path: string): Promise<boolean> => {
  const found = await as.find<{ names?: Record<string, string> }>(path)
  return Object.keys(found?.names ?? {}).length > 0
}

const describeProducts = async (cast: Cast, story: StoryFiles): Promise<void> => {
  for (const { gtin, owner, images, says } of story.products) {
    const as = cast.as(owner)
    if (await isDescribed(as, `/api/products/${gtin}`)) continue
    const hashes: string[] = []
    for (const image of images) hashes.push(await storeImage(as, story, image))
    await as.send('PUT', `/api/products/${gtin}`, { json: { ...says, images: hashes } })
  }
}

const storeImage = async (as: ApiClient, story: StoryFiles, file: string): Promise<string> => {
  const form = new FormData()
  form.append('file', new Blob([await story.bytes(file)]), file)
  const { json } = await as.send('POST', '/api/files?public=true', { form })
  return (json as { hash: string }).hash
}

const describeLocations = async (cast: Cast, story: StoryFiles): Promise<void> => {
  for (const { key, owner, says } of story.locations) {
    const [, , gln = '', , extension] = key.split('/')
    const path = `/api/locations/${gln}${extension === undefined ? '' : `/${extension}`}`
    if (!(await isDescribed(cast.as(owner), path))) await cast.as(owner).send('PUT', path, { json: says })
  }
}

type Mandate = { principal: string; holder: string; basisText?: string }

const giveMandates = async (cast: Cast, story: StoryFiles): Promise<void> => {
  for (const { principal, holder, says } of story.mandates) {
    const as = cast.as(principal)
    const given = (await as.find<{ items: Mandate[] }>('/api/mandates'))?.items ?? []
    const mandate = { ...says, holder: cast.idOf(holder) }
    const isSame = (one: Mandate) =>
      one.principal === cast.idOf(principal) && one.holder === mandate.holder && one.basisText === says.basisText
    if (!given.some(isSame)) await as.send('POST', '/api/mandates', { json: mandate })
  }
}
