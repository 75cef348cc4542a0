/** @type {import('jest').Config} */
export default {
  cacheDirectory: '<rootDir>/.cache/jest',
  testMatch: ['<rootDir>/{apps,libs,test}/**/*.spec.ts'],
  testSequencer: '<rootDir>/test/sequencer.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  runtime: '<rootDir>/test/jest/native-runtime.mjs',
  testEnvironment: '<rootDir>/test/jest/native-environment.mjs',
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
