import type { BlockList } from 'node:net'
import { callableAddresses, hostOf, InnerDestination } from '../../../platform/destination.ts'

/** Why a destination is not called, by the key of its sentence. */
export type Refusal = { code: string; params?: Record<string, string> }

const longest = 2000

/** The address of a receiver as it may be stated: http or https, without a name and password in it. */
export const readDestination = (stated: unknown): { url: URL } | Refusal => {
  if (typeof stated !== 'string' || stated.length > longest) return { code: 'destination-invalid' }
  const url = URL.parse(stated)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return { code: 'destination-invalid' }
  if (url.username !== '' || url.password !== '') return { code: 'destination-with-password' }
  return { url }
}

const patience = 3000

/** Whether a receiver is known to stand inside our own network. A name that says nothing now is judged when it is called. */
export const isInner = async (networks: BlockList, url: URL): Promise<boolean> => {
  const asked = callableAddresses(networks, hostOf(url)).then(
    () => false,
    (error: unknown) => error instanceof InnerDestination,
  )
  return Promise.race([asked, new Promise<boolean>((resolve) => setTimeout(resolve, patience, false).unref())])
}
