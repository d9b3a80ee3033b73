// Who may import whom. Each rule's name is the sentence that ARCHITECTURE.md states; each has a planted fault in
// server/test/architecture.test.ts.
const modules = ['identity', 'files', 'registry', 'trace', 'events', 'resolver', 'imports', 'privacy', 'portal']
const at = (name) => `^server/src/modules/${name}/`
const tests = '\\.test\\.ts$'

/** Modules stand in one line; each may use those before it, never those after it. */
const looksDownOnly = modules.slice(0, -1).map((name, index) => ({
  name: `${name}-looks-down-only`,
  severity: 'error',
  from: { path: at(name), pathNot: tests },
  to: {
    path: modules
      .slice(index + 1)
      .map(at)
      .join('|'),
  },
}))

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'gs1-stands-alone',
      severity: 'error',
      from: { path: '^gs1/src/', pathNot: tests },
      to: { pathNot: '^gs1/src/' },
    },
    {
      name: 'epcis-needs-only-gs1',
      comment: 'and a parser of XML, which is not our core',
      severity: 'error',
      from: { path: '^epcis/src/', pathNot: tests },
      to: { pathNot: '^(epcis/src/|gs1/src/index\\.ts$|node_modules/saxes/)' },
    },
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      from: { path: '^server/src/platform/', pathNot: tests },
      to: { path: '^(server/src/(modules|sample)/|server/src/(app|main|reactions)\\.ts|epcis/|gs1/)' },
    },
    {
      name: 'enter-by-the-door',
      severity: 'error',
      from: { path: '^server/src/modules/([^/]+)/', pathNot: tests },
      to: {
        path: '^server/src/modules/[^/]+/',
        pathNot: ['^server/src/modules/$1/', '^server/src/modules/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'outsiders-enter-by-the-door',
      severity: 'error',
      from: { path: '^server/src/(app|main|reactions)\\.ts|^server/src/sample/' },
      to: { path: '^server/src/modules/', pathNot: '^server/src/modules/[^/]+/index\\.ts$' },
    },
    {
      name: 'insiders-never-use-their-own-door',
      severity: 'error',
      from: { path: '^server/src/modules/([^/]+)/.+\\.ts$', pathNot: [tests, '^server/src/modules/[^/]+/index\\.ts$'] },
      to: { path: '^server/src/modules/$1/index\\.ts$' },
    },
    ...looksDownOnly,
    {
      name: 'http-lives-in-routes',
      severity: 'error',
      from: {
        path: '^server/src/modules/',
        pathNot: ['\\.routes\\.ts$', tests, '/discovery\\.ts$', '/index\\.ts$'],
      },
      to: { path: 'node_modules/(@fastify/|fastify/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sql-lives-in-stores',
      comment: "the driver is the platform's; that no other file holds SQL text is checked by architecture.test.ts",
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/platform/' },
      to: { path: 'node_modules/(pg|pg-copy-streams|graphile-worker)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)node_modules/.*/node_modules/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
