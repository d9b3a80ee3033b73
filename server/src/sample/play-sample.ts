import { createApiClient } from './api-client.ts'
import { playStory } from './play-story.ts'
import { readStory, storyNames } from './story-files.ts'

/** A lot of mangosteen that stems from one household: the product that a start shows first. */
export const sampleProductPath = '/01/09521101000108/10/MC260620-01'

export type SampleLog = (message: string) => void

/**
 * Plays the supply chains of `examples/` through the HTTP API, each document with its own party's key. What is there
 * already is left alone: a second run, or one after a kill, ends in the same state.
 */
export const playSample = async (baseUrl: string, operatorKey: string, log: SampleLog): Promise<void> => {
  const operator = createApiClient(baseUrl, operatorKey)
  for (const name of await storyNames()) {
    const played = await playStory(baseUrl, operator, await readStory(name))
    log(played ? `sample story ${name}: played` : `sample story ${name}: already there`)
  }
}
