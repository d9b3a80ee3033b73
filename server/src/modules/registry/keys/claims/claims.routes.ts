import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { problem } from '../../../../platform/problem.ts'
import { Day } from '../../parties/party.ts'
import { ownOf } from '../../rights/reach.ts'
import type { MomentQuery, Routes } from '../../wire.ts'
import { momentQuery, partyID, readMoment } from '../../wire.ts'
import { assertClaim, contestClaim, verifyClaim, withdrawClaim } from './change-claim.ts'
import { selectClaims, selectClaimsOf } from './claim.store.ts'
import type { ClaimRow } from './claim.ts'
import { stateOf } from './claim.ts'
import { readClaimKey } from './claim-key.ts'

const tags = ['claims']
const basis = Type.Optional(Type.String({ maxLength: 1000 }))
const NewClaim = Type.Object(
  {
    key: Type.Optional(Type.String({ maxLength: 500, description: 'A GS1 key as URI or path, or any other URI' })),
    companyPrefix: Type.Optional(Type.String({ pattern: '^\\d{4,12}$', description: 'Digits as licensed by GS1' })),
    party: Type.Optional(partyID),
    basis,
    validFrom: Type.Optional(Day),
    validTo: Type.Optional(Day),
  },
  { additionalProperties: false },
)
type NewClaim = Type.Static<typeof NewClaim>

const Claim = Type.Object({
  id: Type.String(),
  key: Type.String(),
  party: Type.String(),
  state: Type.String(),
  verified: Type.Boolean(),
  position: Type.Integer(),
  basis,
  validFrom: Type.Optional(Type.String()),
  validTo: Type.Optional(Type.String()),
})
type ListQuery = MomentQuery & { key?: string; companyPrefix?: string; party?: string }

const turns = { verify: verifyClaim, contest: contestClaim, withdraw: withdrawClaim } as const

/** POST, GET /api/claims · POST /api/claims/{id}/verify, /contest, /withdraw */
export const claimsRoutes: Routes = (http, { db }) => {
  http.post<{ Body: NewClaim }>(
    '/api/claims',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'Claim a key: from now on its owner alone may describe it',
        body: NewClaim,
        response: { 201: Claim },
      },
    },
    async (request, reply) => {
      const { companyPrefix: _prefix, ...body } = request.body
      const claim = await assertClaim(db, request.actor, { ...body, key: readClaimKey(request.body) })
      return reply.code(201).send(toView(claim, request.actor))
    },
  )

  const { key, companyPrefix, party } = NewClaim.properties
  http.get<{ Querystring: ListQuery }>(
    '/api/claims',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Claims on a key, or of a party: of the caller where nothing is named',
        querystring: Type.Object({ ...momentQuery, key, companyPrefix, party }),
        response: { 200: Type.Object({ items: Type.Array(Claim) }) },
      },
    },
    async ({ actor, query }) => {
      const claims = await listClaims(actor, query)
      return { items: claims.map((claim) => toView(claim, actor)) }
    },
  )

  for (const [name, turn] of Object.entries(turns))
    http.post<{ Params: { id: string }; Body: { basis?: string } | null }>(
      `/api/claims/:id/${name}`,
      {
        config: { permission: 'registry.write-own' },
        schema: {
          tags,
          summary: `Turn a claim: ${name}`,
          params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
          body: Type.Union([Type.Object({ basis }, { additionalProperties: false }), Type.Null()]),
          response: { 200: Claim },
        },
      },
      async ({ actor, params, body }) => toView(await turn(db, actor, params.id, body?.basis), actor),
    )

  async function listClaims(actor: Actor, query: ListQuery): Promise<ClaimRow[]> {
    const moment = readMoment(query)
    if (query.key !== undefined || query.companyPrefix !== undefined)
      return selectClaims(db, [readClaimKey(query)], moment)
    const of = query.party ?? actor.partyID
    if (of === null || (of !== ownOf(actor) && !actor.can('registry.administer'))) throw problem('registry.not-yours')
    return selectClaimsOf(db, of, moment)
  }
}

/** Who claims what, and how it stands, is everybody's to know; on what basis, the claimant's and the operator's. */
const toView = (claim: ClaimRow, actor: Actor) => ({
  id: claim.id,
  key: claim.key,
  party: claim.partyID,
  state: stateOf(claim),
  verified: claim.verifiedAt !== null,
  position: claim.position,
  ...((claim.partyID === ownOf(actor) || actor.can('registry.administer')) && {
    ...(claim.basis && { basis: claim.basis }),
    ...dates(claim),
  }),
})

const dates = ({ validFrom, validTo }: ClaimRow) => ({
  ...(validFrom && validFrom !== '-infinity' && { validFrom }),
  ...(validTo && validTo !== 'infinity' && { validTo }),
})
