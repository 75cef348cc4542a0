// What `@jest/globals` gives: see native-runtime.mjs. Evaluated once for each suite.
import { jestObject } from './native-runtime.mjs';

export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } = globalThis;
export const jest = jestObject();
