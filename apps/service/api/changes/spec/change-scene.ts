import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Registry } from '@prometheus-io/client';
import type { UserRole } from '#auth';
import type { Executed } from '#commands';
import { CommandDoor, WorkspaceFolds } from '#commands';
import { systemClock } from '#config';
import type { Command } from '#domain';
import { DEFAULT_POLICY, MINUTE_MS, streamOf } from '#domain';
import type { EventReader, EventStore, Position } from '#event-store';
import { openEventStore } from '#event-store';
import { eventually } from '../../../../../test/support/eventually.js';
import type { Admitted } from '../../../auth/access.js';
import { CursorSeal } from '../../../http/cursor-seal.js';
import { ChangeStreams } from '../change-streams.js';

export const callerOf = (role: UserRole, id: string): Admitted => ({
  id,
  issuer: 'test',
  roles: new Set([role]),
  expiresAt: Date.now() + 60 * MINUTE_MS,
  reach: role === 'owner' ? 'own' : 'any',
});
export const olivia = (): Admitted => callerOf('owner', 'olivia');
export const victor = (): Admitted => callerOf('vendor-admin', 'victor');

export type Told = { id: string; type: string; workspaceId: string };

/** What a stream has told so far. */
export class Listener {
  text = '';
  ended = false;
  constructor(readonly stream: Readable) {
    stream.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
    stream.once('end', () => (this.ended = true));
  }

  get told(): Told[] {
    const messages = this.text.matchAll(/^event: change\nid: (\S+)\ndata: (.+)\n$/gm);
    return [...messages].map(([, id, data]) => ({ id: id!, ...(JSON.parse(data!) as Omit<Told, 'id'>) }));
  }

  async has(count: number): Promise<Told[]> {
    const has = (): boolean => this.told.length >= count;
    await eventually(`${count} changes`, has, { progress: () => this.told.length });
    return this.told;
  }
}

/** A log in a file, and streams of its changes without HTTP around them. */
export class ChangeScene {
  readonly #door: CommandDoor;
  readonly #folds: WorkspaceFolds;
  #sent = 0;

  private constructor(
    private readonly directory: string,
    readonly store: EventStore,
    readonly seal: CursorSeal,
  ) {
    this.#folds = new WorkspaceFolds(store);
    this.#door = new CommandDoor(store, systemClock, { policy: DEFAULT_POLICY, folds: this.#folds });
  }

  static async open(): Promise<ChangeScene> {
    const directory = mkdtempSync(join(tmpdir(), 'support-access-changes-'));
    const store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
    const seal = await CursorSeal.open({ signingKeyFiles: [], keysDir: directory }, store);
    return new ChangeScene(directory, store, seal);
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.directory, { recursive: true });
  }

  execute(command: Command): Promise<Executed> {
    return this.#door.execute({ commandId: `c${++this.#sent}`, command, source: { kind: 'http' } });
  }

  /** Records one event. */
  update(workspaceId: string, ownerIds = ['olivia'], forcedSso = false): Promise<Executed> {
    const data = { workspaceId, tier: 'team' as const, forcedSso, ownerIds };
    return this.execute({ type: 'UpdateWorkspace', data });
  }

  async newest(workspaceId: string): Promise<Position> {
    return (await this.#folds.get(streamOf(workspaceId), 'exact')).position;
  }

  streams(reader: EventReader = this.store): ChangeStreams {
    return new ChangeStreams(reader, systemClock, this.seal, new Registry());
  }

  /** As the controller opens one, for somebody who sees the workspace. */
  async listen(
    streams: ChangeStreams,
    caller: Admitted,
    workspaceId?: string,
    since?: Position,
  ): Promise<Listener> {
    const seen = workspaceId === undefined ? undefined : await this.newest(workspaceId);
    const after = since ?? seen ?? (await this.store.head());
    const lastEvent = await this.store.eventAt(after);
    const subject =
      seen === undefined ? {} : { subject: { workspaceId: workspaceId!, lastEvent, since: seen } };
    return new Listener(streams.open({ caller, after, isNew: since === undefined, ...subject }));
  }

  /** Counts what is read of the log. */
  counting(): { reader: EventReader; counts: { pages: number; follows: number } } {
    const { store } = this;
    const counts = { pages: 0, follows: 0 };
    const reader = {
      head: () => store.head(),
      readStream: (stream: string, revision?: number) => store.readStream(stream, revision),
      readAll: (after: bigint) => (counts.pages++, store.readAll(after)),
      follow: (after: bigint, signal: AbortSignal) => (counts.follows++, store.follow(after, signal)),
    } as EventReader;
    return { reader, counts };
  }
}
