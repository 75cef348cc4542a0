/**
 * Gives what Node.js and modules warn of (`process.emitWarning`: deprecations, leaks) to the log of this thread, in place of the lines
 * of text that Node.js writes to standard error, which those who read the log as JSON cannot.
 */
export function logWarnings(log: (warning: Error) => void): void {
  process.removeAllListeners('warning');
  process.on('warning', log);
}
