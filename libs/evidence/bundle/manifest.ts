import type { Instant } from '#domain';
import { canonicalJson } from '../canonical-json.js';
import type { Scope } from './scope.js';
import { isInstant, isScope, isSelection } from './scope.js';

export const MANIFEST_FILE = 'manifest.json';
export const EVENTS_FILE = 'events.ndjson';
export const CHECKPOINT_FILE = 'checkpoint.txt';
export const PROOFS_FILE = 'proofs.ndjson';

export const BUNDLE_VERSION = 1;

/** The description of a bundle. It is not signed and proves nothing; it names the files that do. */
export type Manifest = {
  /** The origin of the log, also in a bundle of one workspace. */
  origin: string;
  scope: Scope;
  /** Number of events, which are the lines of events.ndjson. */
  count: number;
  /** The size of the checkpoint's tree. */
  treeSize: number;
  /** Every other file of the bundle, with its SHA-256 in 64 lower-case hex digits. */
  files: Record<string, string>;
  createdAt: Instant;
  version: typeof BUNDLE_VERSION;
};

/** Which files a bundle has, without the manifest. */
export const filesOf = (scope: Scope): string[] => [
  CHECKPOINT_FILE,
  EVENTS_FILE,
  ...(isSelection(scope) ? [PROOFS_FILE] : []),
];

/** manifest.json: the RFC 8785 form and a newline. */
export const manifestText = (manifest: Omit<Manifest, 'version'>): string =>
  `${canonicalJson({ ...manifest, version: BUNDLE_VERSION })}\n`;

/** The manifest has the `version` of another release, so its other members are not read. */
export class ForeignManifestError extends Error {
  readonly code = 'FOREIGN_MANIFEST';
  constructor(readonly version: unknown) {
    super(
      `the bundle is of version ${JSON.stringify(version)}; this release reads version ${BUNDLE_VERSION}`,
    );
  }
}

export class MalformedManifestError extends Error {
  readonly code = 'MALFORMED_MANIFEST';
}

/**
 * Exactly what {@link manifestText} writes.
 * @throws ForeignManifestError, MalformedManifestError
 */
export function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (`${canonicalJson(value)}\n` !== text) throw new MalformedManifestError('it is not in RFC 8785 form');
  } catch (error) {
    if (error instanceof MalformedManifestError) throw error;
    throw new MalformedManifestError('it is not JSON in RFC 8785 form', { cause: error });
  }
  const manifest = (value ?? {}) as Manifest;
  const version: unknown = manifest.version;
  if (Number.isSafeInteger(version) && version !== BUNDLE_VERSION) throw new ForeignManifestError(version);
  const keys = typeof value === 'object' ? Object.keys(manifest).join() : '';
  if (keys !== 'count,createdAt,files,origin,scope,treeSize,version' || version !== BUNDLE_VERSION)
    throw new MalformedManifestError('it has not the members of a manifest');
  const wrong = Object.entries(CHECKS).find(([member, check]) => !check(manifest[member as keyof Manifest]));
  if (wrong !== undefined) throw new MalformedManifestError(`its ${wrong[0]} is not as it should be`);
  if (Object.keys(manifest.files).join() !== filesOf(manifest.scope).join())
    throw new MalformedManifestError(`a bundle of kind ${manifest.scope.kind} has other files`);
  return manifest;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const CHECKS: Partial<Record<keyof Manifest, (value: unknown) => boolean>> = {
  origin: (value) => typeof value === 'string' && value !== '',
  scope: isScope,
  count: isCount,
  treeSize: isCount,
  files: (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((digest) => typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest)),
  createdAt: isInstant,
};
