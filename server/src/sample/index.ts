/** The sample supply chains of `examples/`: played through the HTTP API, and taken away again. */
export { inviteSamplePerson } from './invite-person.ts'
export { playSample, type SampleLog, sampleProductPath } from './play-sample.ts'
export { type RemovalDeps, type RemovalStep, type Removed, removeSample } from './remove.ts'
export { readStory, type StoryFiles, storyNames } from './story-files.ts'
