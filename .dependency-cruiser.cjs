// A feature may use the features after it, never those before it. Moving a name here is an architecture decision.
const ORDER = [
  ...['chat', 'demo', 'skills', 'agents', 'data-connections', 'integrations'],
  ...['accounts', 'connectors', 'oauth', 'sources', 'tables', 'models', 'ledger'],
]
const FEATURES = ORDER.join('|')

/** A package, wherever the cruise starts from: the fixture of the boundaries test lies two folders above node_modules. */
const npm = (names) => `(^|/)node_modules/(${names})/`
const wiring = ['^electron/[^/]+\\.ts$', '^electron/app/', '^test/']

const processes = [
  { name: 'shared-is-a-leaf', from: { path: '^shared/' }, to: { pathNot: ['^shared/', npm('zod')] } },
  {
    name: 'renderer-stays-in-the-browser',
    from: { path: '^renderer/' },
    to: { path: ['^electron/', npm('electron|sqlite3|keytar|kysely|electron-store|pg')] },
  },
  { name: 'renderer-no-node', from: { path: '^renderer/' }, to: { dependencyTypes: ['core'] } },
  {
    name: 'electron-knows-no-ui',
    from: { path: '^electron/' },
    to: { path: ['^renderer/', npm('react|react-dom|zustand')] },
  },
  {
    name: 'renderer-takes-types-only-from-contract',
    from: { path: '^renderer/' },
    to: { path: '^shared/contract/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'preload-is-tiny',
    from: { path: '^electron/preload\\.ts$' },
    to: { pathNot: npm('electron'), dependencyTypesNot: ['type-only'] },
  },
  { name: 'not-to-test', from: { path: '^(electron|renderer|shared)/' }, to: { path: '^test/' } },
]

const mainLayers = [
  { name: 'nothing-imports-an-entry', from: {}, to: { path: '^electron/(main|preload|data-worker)\\.ts$' } },
  {
    name: 'platform-knows-no-feature',
    from: { path: '^electron/(app|db|ipc|net|secrets)/' },
    to: { path: `^electron/(${FEATURES})/` },
  },
  { name: 'handlers-are-only-wired', from: { pathNot: wiring }, to: { path: '^electron/[^/]+/handlers\\.ts$' } },
  {
    name: 'queries-are-private',
    from: { path: '^electron/([^/]+)/' },
    to: { path: '^electron/[^/]+/queries\\.ts$', pathNot: '^electron/$1/' },
  },
  {
    name: 'catalog-files-are-leaves',
    from: { path: '^electron/(sources|integrations|connectors)/catalog/' },
    to: {
      pathNot: [
        '^electron/$1/define\\.ts$',
        '^electron/$1/catalog/',
        // A source that is too long for one file has a folder of its own beside the catalog.
        '^electron/sources/(?!catalog/)[^/]+/',
        '^shared/',
        npm('zod'),
      ],
    },
  },
  ...ORDER.slice(1).map((feature, index) => ({
    name: `order-${feature}`,
    from: { path: `^electron/${feature}/` },
    to: { path: `^electron/(${ORDER.slice(0, index + 1).join('|')})/` },
  })),
]

const rendererLayers = [
  { name: 'ui-knows-no-feature', from: { path: '^renderer/ui/' }, to: { path: '^renderer/(?!ui/)' } },
  {
    name: 'screens-do-not-import-screens',
    from: { path: '^renderer/([^/]+)/', pathNot: '^renderer/(app|ui|gallery)/' },
    to: { path: '^renderer/[^/]+/', pathNot: ['^renderer/$1/', '^renderer/ui/', '^renderer/app/'] },
  },
]

const owners = [
  {
    name: 'keytar-in-secrets-only',
    from: { pathNot: ['^electron/secrets/', '^test/'] },
    to: { path: npm('keytar|@github/keytar') },
  },
  { name: 'sqlite3-in-db-only', from: { pathNot: ['^electron/db/', '^test/'] }, to: { path: npm('sqlite3') } },
  {
    name: 'pg-in-sources-only',
    from: { pathNot: ['^electron/sources/', '^test/'] },
    to: { path: npm('pg|pg-cursor') },
  },
  {
    name: 'electron-in-few-places',
    from: { pathNot: ['^electron/(main|preload)\\.ts$', '^electron/(app|ipc)/', '^test/e2e/'] },
    to: { path: npm('electron') },
  },
  {
    name: 'network-in-net-only',
    from: { path: '^electron/', pathNot: '^electron/net/' },
    to: { path: '^(node:)?(http|https|net|tls|http2|dgram)$', dependencyTypes: ['core'] },
  },
]

const hygiene = [
  { name: 'no-circular', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  { name: 'no-unresolvable', from: {}, to: { couldNotResolve: true } },
  { name: 'no-undeclared', from: {}, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] } },
]

module.exports = {
  forbidden: [...processes, ...mainLayers, ...rendererLayers, ...owners, ...hygiene].map((rule) => ({
    severity: 'error',
    ...rule,
  })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/(fixtures|sdk-check)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
