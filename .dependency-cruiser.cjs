// Which way the arrows point (docs/architecture.md), a sentence each. Types count as imports here: an arrow that only
// a type follows is still an arrow to the reader.
const SPEC = '\\.spec\\.ts$|\\.contract\\.ts$|/spec/';
/** Entrances of a lib beside its index.ts: what the adapters of one engine have in common, and what not every client needs. */
const ENTRANCES = '^libs/(derived/(sqlite|postgres)|client/guard)/index\\.ts$';
const ADAPTER = '^libs/[^/]+/(sqlite|eventstoredb|postgres)/';

/** Libs that may import only the libs named; node and npm have rules of their own below. */
const reaches = (lib, others) => ({
  name: `${lib}-reaches`,
  comment: `${lib} imports ${others.length > 0 ? others.join(', ') : 'no other lib'}, and nothing that runs it.`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: SPEC },
  to: { path: '^(libs|apps|test|bench)/', pathNot: `^libs/(${[lib, ...others].join('|')})/` },
});

/** Folders of the service that may import only the folders named, beside what every part of it may know. */
const serviceFolder = (folder, others) => ({
  name: `service-${folder}-reaches`,
  comment: `apps/service/${folder} imports ${others.length > 0 ? others.join(', ') : 'no other folder'}; the composition is at the top of apps/service.`,
  severity: 'error',
  from: { path: `^apps/service/${folder}/`, pathNot: SPEC },
  to: {
    path: '^apps/service/',
    pathNot: `^apps/service/((${[folder, ...others].join('|')})/|(ports|service-context|shutdown-stack|open-log)\\.ts$)`,
  },
});

/** A package that stays in the places named. */
const staysIn = (name, packages, comment, from) => ({
  name,
  comment,
  severity: 'error',
  from,
  to: { path: `(^|node_modules/)(@types/)?(${packages})(/|$)` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'The domain imports nothing: no package, no node module, no other lib. That is what lets it be read alone.',
      severity: 'error',
      from: { path: '^libs/domain/', pathNot: SPEC },
      to: { pathNot: '^libs/domain/' },
    },
    {
      name: 'domain-types-only',
      comment:
        'The event store and the configuration know the shape of the domain, not its behaviour: types at most.',
      severity: 'error',
      from: { path: '^libs/(event-store|config)/', pathNot: SPEC },
      to: { path: '^libs/domain/', dependencyTypesNot: ['type-only'] },
    },
    serviceFolder('http', ['operations/metrics']),
    serviceFolder('auth', ['http']),
    serviceFolder('api', ['http', 'auth', 'openapi', 'operations/metrics']),
    serviceFolder('openapi', ['http', 'auth', 'api']),
    serviceFolder('workers', ['operations']),
    serviceFolder('operations', ['http', 'auth']),
    staysIn('nest-in-apps', '@nestjs', 'Nest serves the HTTP edge: no lib needs it.', { path: '^libs/' }),
    reaches('event-store', ['domain', 'config']),
    reaches('config', ['domain']),
    reaches('auth', ['config']),
    reaches('terminal', []),
    // Its parts for an engine have an entrance each (#derived/sqlite, #derived/postgres), for adapters of that engine.
    reaches('derived', ['domain', 'event-store']),
    reaches('evidence', ['domain', 'event-store', 'derived', 'config']),
    reaches('contracts', ['domain', 'config']),
    reaches('commands', ['domain', 'contracts', 'event-store', 'evidence', 'config']),
    reaches('read-models', ['domain', 'event-store', 'derived', 'evidence', 'config']),
    reaches('expiry', ['domain', 'contracts', 'event-store', 'derived', 'commands', 'config']),
    // Its table lies beside what is derived, reached by the same connections; their writers run its guard.
    reaches('leases', ['domain', 'derived']),
    reaches('kafka', ['domain', 'contracts', 'event-store', 'derived', 'commands', 'config']),
    reaches('client', []),
    {
      name: 'client-from-outside',
      comment:
        'The client meets the service over HTTP alone, as the programs of others do: tests use it, the demo, the console, and what of the command line asks a running service.',
      severity: 'error',
      from: {
        path: '^(libs|apps)/',
        pathNot: ['^libs/client/', '^apps/(demo|console)/', '^apps/admin/(api|closures)/', SPEC],
      },
      to: { path: '^libs/client/' },
    },
    {
      name: 'through-the-index',
      comment:
        'A lib is reached through its index.ts alone, so that what it promises is written in one place; its test support may be shared.',
      severity: 'error',
      from: { path: '^(?:libs/([^/]+)|apps|bench|test)/' },
      to: { path: '^libs/([^/]+)/', pathNot: ['^libs/$1/', '^libs/[^/]+/index\\.ts$', ENTRANCES, SPEC] },
    },
    {
      name: 'adapters-behind-open',
      comment: 'Only open-*.ts knows which engines there are; everybody else holds the port.',
      severity: 'error',
      from: { path: '^(libs|apps|bench|test)/', pathNot: [ADAPTER, '/open-[^/]+\\.ts$', SPEC] },
      to: { path: ADAPTER },
    },
    {
      name: 'adapters-apart',
      comment:
        'One adapter never imports another: what two share belongs to the port, and what those of one engine share to #derived.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/(sqlite|eventstoredb|postgres)/', pathNot: SPEC },
      to: { path: ADAPTER, pathNot: '^libs/($1/$2/|derived/$2/index\\.ts$)' },
    },
    {
      name: 'open-is-for-programs',
      comment:
        'A lib offers its open-*.ts through its index and never calls one: choosing an engine is for apps, bench and test. ' +
        '(That no lib imports the function by name is a rule of the linter.)',
      severity: 'error',
      from: { path: '^libs/', pathNot: ['^libs/[^/]+/(index|open-[^/]+)\\.ts$', SPEC] },
      to: { path: '^libs/[^/]+/open-[^/]+\\.ts$' },
    },
    {
      name: 'console-in-browsers',
      comment:
        'What runs in a browser knows the API and its client, and nothing of the server beside it but the shape of what a page is given.',
      severity: 'error',
      from: { path: '^apps/console/(pages|parts|words|widget)/', pathNot: SPEC },
      to: {
        path: '^(apps|libs|test|bench)/',
        pathNot: '^(apps/console/(pages|parts|words|widget)/|apps/console/facts\\.ts$|libs/client/)',
      },
    },
    {
      name: 'console-mounted-in-one-file',
      comment: 'The console is loaded where its role is asked for, in one file of the service.',
      severity: 'error',
      from: { path: '^(apps|libs|bench)/', pathNot: ['^apps/console/', '^apps/service/mount-console\\.ts$'] },
      to: { path: '^apps/console/' },
    },
    {
      name: 'console-server-reaches',
      comment:
        'The server of the console meets the API over HTTP alone: it imports auth and config, types of domain, and the shape of what a page is given.',
      severity: 'error',
      from: { path: '^apps/console/server/', pathNot: SPEC },
      to: {
        path: '^(apps|libs|test|bench)/',
        pathNot: '^(apps/console/server/|apps/console/facts\\.ts$|libs/(auth|config|domain)/)',
      },
    },
    {
      name: 'console-server-types-only',
      comment: 'The server of the console knows the shape of the domain, not its behaviour: types at most.',
      severity: 'error',
      from: { path: '^apps/console/server/', pathNot: SPEC },
      to: { path: '^libs/domain/', dependencyTypesNot: ['type-only'] },
    },
    staysIn(
      'lit-in-the-console',
      'lit-html',
      'lit-html stays in the parts of the console that run in a browser.',
      {
        path: '^(libs|apps)/',
        pathNot: '^apps/console/(pages|parts|words|widget)/',
      },
    ),
    staysIn(
      'nest-at-the-edges',
      '@nestjs/[^/]+',
      'Nest stays in apps, in command and query handlers with their messages, and in module files: the rest runs without it.',
      {
        path: '^libs/',
        pathNot:
          '(-handlers?|-commands?|-quer(y|ies)|-service|\\.handlers?|\\.commands?|\\.quer(y|ies)|[.-]module|[.-]providers?)\\.ts$',
      },
    ),
    staysIn(
      'validation-where-the-wire-is-read',
      'class-validator|class-transformer',
      'class-validator is for what comes from outside: messages (contracts) and the environment (config).',
      {
        path: '^libs/',
        pathNot: '^libs/(contracts|config)/',
      },
    ),
    staysIn(
      'kafkajs-in-kafka',
      'kafkajs',
      'kafkajs stays in libs/kafka, so that another client can take its place.',
      {
        path: '^(libs|apps)/',
        pathNot: ['^libs/kafka/', '\\.kafka\\.spec\\.ts$'],
      },
    ),
    staysIn(
      'opentelemetry-in-one-file',
      '@opentelemetry/[^/]+',
      'OpenTelemetry stays in one file that is imported when traces are configured, beside types: off, nothing of it is loaded.',
      {
        path: '^(libs|apps)/',
        pathNot: ['^apps/service/operations/tracing/(open-telemetry|span-queue)\\.ts$', SPEC],
      },
    ),
    staysIn(
      'sqlite-in-its-folders',
      'better-sqlite3',
      'better-sqlite3 stays in the sqlite folders: its settings are asserted in one place.',
      {
        path: '^(libs|apps)/',
        pathNot: ['/sqlite/', SPEC],
      },
    ),
    staysIn(
      'pg-in-its-folders',
      'pg',
      'The driver of PostgreSQL stays in the postgres folders: how connections are lost and found is known in one place.',
      {
        path: '^(libs|apps)/',
        pathNot: ['/postgres/', SPEC],
      },
    ),
    staysIn(
      'eventstoredb-client-in-its-folder',
      '@eventstore/db-client|@grpc/grpc-js|google-protobuf',
      'The client of EventStoreDB stays in its adapter, which knows what it leaves out.',
      {
        path: '^(libs|apps)/',
        pathNot: ['/eventstoredb/', SPEC],
      },
    ),
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'specs-are-for-specs',
      comment: 'What runs in production imports nothing of the tests.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: SPEC },
      to: { path: [SPEC, '^(test|bench)/'] },
    },
    {
      name: 'apps-stand-alone',
      comment:
        'A program imports no other program: what two share is a lib. The service alone mounts the server of the console, by its index.ts.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/($1/|console/server/index\\.ts$)' },
    },
    {
      name: 'dependencies-declared',
      comment:
        'What production code imports is in dependencies of package.json, not only in devDependencies or by luck.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: SPEC },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'resolvable',
      comment: 'An import that resolves to nothing hides from every rule above.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    // Types are dependencies, too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      // `#domain` and its like resolve to the sources, as for TypeScript and Jest.
      conditionNames: ['source', 'import', 'node', 'types', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
