import { standardContext } from '@nguon/epcis'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { readClaimKey } from '../../keys/claims/claim-key.ts'
import { viewerOf } from '../../rights/reach.ts'
import type { MomentQuery, Routes } from '../../wire.ts'
import { momentQuery, pageOf, readMoment } from '../../wire.ts'
import { ElementInput, ElementView } from './element.ts'
import { findElement, findElements } from './find-elements.ts'
import { parseMasterDataQuery } from './query.ts'
import { stateElement } from './state-element.ts'

const tags = ['master data']
const Params = Type.Object({ id: Type.String({ maxLength: 2000, description: 'A URI, percent-encoded' }) })
const ElementPage = Type.Object({ '@context': Type.Unknown(), ...pageOf(ElementView).properties })

/** GET /api/master-data · GET, PUT /api/master-data/{id} */
export const masterDataRoutes: Routes = (http, { db }) => {
  http.get(
    '/api/master-data',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Query master data (SimpleMasterDataQuery)',
        description: [
          'vocabularyName (or type), EQ_name (or id), WD_name, HASATTR (or attribute), EQATTR_{attribute}, attributeNames,',
          'includeAttributes, includeChildren, maxElementCount; after, limit; and asOf, at: the register as it was. Lists:',
          'values joined by `|`, or the parameter again. Public words, and those of the caller’s own party.',
        ].join(' '),
        response: { 200: ElementPage },
      },
    },
    async (request) => {
      const { query, faults } = parseMasterDataQuery(new URLSearchParams(rawQuery(request)))
      if (faults.length > 0) throw queryFault(faults)
      // Attributes stand by full URI, so nothing else needs a context.
      return { '@context': standardContext, ...(await findElements(db, viewerOf(request.actor), query)) }
    },
  )

  http.get<{ Params: { id: string }; Querystring: MomentQuery }>(
    '/api/master-data/:id',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Read the master data of a key',
        params: Params,
        querystring: Type.Object(momentQuery),
        response: { 200: ElementView },
      },
    },
    ({ actor, params, query }) => readElementOf(db, actor, params.id, query),
  )

  http.put<{ Params: { id: string }; Body: ElementInput }>(
    '/api/master-data/:id',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'State the master data of a key: attributes, children, vocabularies',
        params: Params,
        body: ElementInput,
        response: { 200: ElementView },
      },
    },
    async ({ actor, params, body }) => {
      await stateElement(db, actor, readClaimKey({ key: params.id }), body)
      return readElementOf(db, actor, params.id, body.validFrom ? { at: body.validFrom } : {})
    },
  )
}

async function readElementOf(reader: Reader, actor: Actor, id: string, moment: MomentQuery): Promise<ElementView> {
  const element = await findElement(reader, viewerOf(actor), readClaimKey({ key: id }), readMoment(moment))
  if (!element) throw problem('registry.master-data-unknown', { id })
  return { '@context': standardContext, ...element }
}

const rawQuery = (request: FastifyRequest): string => request.raw.url?.split('?')[1] ?? ''

const queryFault = (faults: { code: string; name: string }[]) =>
  problem(
    'registry.query-parameter-invalid',
    { name: faults[0]?.name ?? '' },
    { errors: faults.map(({ code, name }) => ({ code, field: name, params: { name } })) },
  )
