/** @type {import('jest').Config} */
export default {
  cacheDirectory: '<rootDir>/.cache/jest',
  testMatch: ['<rootDir>/{apps,libs,test}/**/*.spec.ts'],
  testSequencer: '<rootDir>/test/sequencer.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  // Sources import each other by the name that they have after the build.
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // It has a condition `source` of its own, which is not ours; tsconfig.json says the same to the compiler.
    '^eventsource-parser$': '<rootDir>/node_modules/eventsource-parser/dist/index.js',
  },
  // The libraries are imported by name (#domain, …) and resolve to their sources, not to the build.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // What hangs is to end; how fast the rest is, the benchmarks say.
  testTimeout: 240_000,
  // More than there are cores: many suites wait for engines, timeouts and processes most of their time.
  maxWorkers: 4,
  // A kafkajs client whose broker went away under it can hold a socket after it was closed; a run must end all the same.
  forceExit: true,
};
