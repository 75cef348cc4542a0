import { afterAll, beforeAll } from '@jest/globals';
import type { Directory } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

/** Of the suite that imports them: see {@link withService}. */
export let service: ServiceProcess;
export let directory: Directory;

/** One embedded service for all tests of a suite. @param env variables that it is given besides */
export function withService(env: Record<string, string> = {}): void {
  beforeAll(async () => {
    directory = await temporaryDirectory();
    service = await ServiceProcess.start({ ...embedded(directory.path), ...env });
  });
  afterAll(async () => {
    await service.stop();
    await directory.remove();
  });
}
