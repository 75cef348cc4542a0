import { streamOf } from '#domain';
import type { SupportAccessEvent } from '#domain';
import type { Scope } from '#evidence';
import { sealEvents, ZERO_CHAIN } from '#evidence';
import type { EventMetadata } from '#event-store';
import { bundleOf, checkpointAt } from '../../libs/evidence/spec/bundles.js';
import type { Files } from '../../libs/evidence/spec/bundles.js';
import type { LoggedEvent } from '../../libs/evidence/spec/history.js';
import { signerOf } from '../../libs/evidence/spec/keys.js';

const GRANT_ID = '01936a5e-3c00-7000-8000-0000000000a1';
const EXPIRES_AT = '2026-11-24T09:00:00.000Z';
const ADA = { id: 'ada', kind: 'user', name: 'Ada Lovelace' } as const;

/** Two workspaces, a grant of one day, one login, and its end. */
const HAPPENED: SupportAccessEvent[] = [
  {
    type: 'WorkspaceUpdated',
    data: {
      workspaceId: 'acme',
      tier: 'business',
      forcedSso: false,
      ownerIds: ['ada'],
      at: '2026-11-23T08:00:00.000Z',
    },
  },
  {
    type: 'WorkspaceUpdated',
    data: {
      workspaceId: 'globex',
      tier: 'team',
      forcedSso: true,
      ownerIds: ['hank'],
      at: '2026-11-23T08:30:00.000Z',
    },
  },
  {
    type: 'SupportAccessGranted',
    data: {
      workspaceId: 'acme',
      grantId: GRANT_ID,
      grantedBy: ADA,
      grantedAt: '2026-11-23T09:00:00.000Z',
      expiresAt: EXPIRES_AT,
      ticketId: 'T-17',
    },
  },
  {
    type: 'SupportLogin',
    data: {
      workspaceId: 'acme',
      grantId: GRANT_ID,
      sessionId: '01936a5e-3c00-7000-8000-0000000000b1',
      engineer: { id: 'eve', name: 'Ève Müller' },
      at: '2026-11-23T09:20:00.000Z',
      sessionExpiresAt: '2026-11-23T10:20:00.000Z',
    },
  },
  {
    type: 'SupportAccessRevoked',
    data: {
      workspaceId: 'acme',
      grantId: GRANT_ID,
      cause: 'expired',
      revokedBy: { id: 'system', kind: 'system' },
      at: '2026-11-24T09:00:00.250Z',
      expiresAt: EXPIRES_AT,
    },
  },
];

function logOf(events: readonly SupportAccessEvent[]): LoggedEvent[] {
  const heads = new Map<string, LoggedEvent>();
  return events.map((event, index) => {
    const stream = streamOf(event.data.workspaceId);
    const head = heads.get(stream);
    const commandId = `example-${index}`;
    const metadata: EventMetadata = {
      causationId: commandId,
      commandHash: `${index}`.repeat(64),
      commandId,
      correlationId: commandId,
      recordedAt: event.type === 'SupportAccessGranted' ? event.data.grantedAt : event.data.at,
      schemaVersion: 1,
      source: { kind: 'http' },
    };
    const draft = { id: `01936a5e-3c00-7000-8000-00000000000${index}`, ...event, metadata };
    const previousChain = head?.chain ?? ZERO_CHAIN;
    const [sealed] = sealEvents(stream, head?.revision ?? 'empty', previousChain, [draft]);
    const logged = { ...sealed!, stream, revision: (head?.revision ?? -1) + 1, index, previousChain, event };
    heads.set(stream, logged);
    return logged;
  });
}

/** The files of docs/evidence-example, by path. The key is of 32 bytes of 1: good for an example, and for nothing else. */
export async function exampleFiles(): Promise<Files> {
  const signer = signerOf('example.com/support-access', 1);
  const log = logOf(HAPPENED);
  const grant: Scope = { kind: 'grant', workspaceId: 'acme', grantId: GRANT_ID };
  const made = { log, signer, createdAt: '2026-11-25T09:00:00.000Z' };
  const bundles = {
    log: await bundleOf({ ...made, scope: { kind: 'log' }, events: log }),
    grant: await bundleOf({ ...made, scope: grant, events: log.slice(2) }),
  };
  return new Map([
    ['vkey.txt', Buffer.from(`${signer.vkey}\n`)],
    ['kept-checkpoint.txt', Buffer.from(await checkpointAt(log, 3, signer))],
    ...Object.entries(bundles).flatMap(([directory, files]) =>
      [...files].map(([name, bytes]) => [`${directory}/${name}`, bytes] as const),
    ),
  ]);
}
