/** The part of a pino logger that we use. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, message: string) => void>;

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
