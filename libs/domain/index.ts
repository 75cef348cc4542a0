export * from './commands.js';
export * from './decide.js';
export * from './events.js';
export * from './instant.js';
export * from './people.js';
export * from './state.js';
