import { streamOf } from '#domain';
import type { BundledEvent, EventProof, Manifest, NoteSigner, Scope } from '#evidence';
import {
  chainOf,
  CHECKPOINT_FILE,
  eventLine,
  EVENTS_FILE,
  inclusionProof,
  isSelection,
  MANIFEST_FILE,
  manifestText,
  parseManifest,
  proofLine,
  PROOFS_FILE,
  rootAt,
  streamOrigin,
  ZERO_CHAIN,
} from '#evidence';
import type { Files } from '../../../libs/evidence/spec/bundles.js';
import { bundleOf, digestsOf, treeOf } from '../../../libs/evidence/spec/bundles.js';
import type { LoggedEvent } from '../../../libs/evidence/spec/history.js';

export type Made = {
  scope: Scope;
  events: readonly LoggedEvent[];
  log: readonly LoggedEvent[];
  signer: NoteSigner;
  treeSize?: number;
};

/** A whole bundle, taken apart, for somebody who can write everything and sign nothing. */
export class Workpiece {
  events: BundledEvent[];
  proofs: EventProof[] = [];
  note: string;
  manifest: Manifest;
  /** What the lines become at the end, when they are not to be what an export writes. */
  asEvents: (text: string) => Buffer = (text) => Buffer.from(text);
  asProofs: (text: string) => Buffer = (text) => Buffer.from(text);
  readonly missing = new Set<string>();
  /** Checkpoints that somebody has kept: what the holder of the key did after them shows. */
  readonly kept: string[] = [];
  /** Of what was changed alone: the verifier must name it. From 1. */
  badLine: number | undefined;
  /** Whether the manifest's own figures are set right again. */
  coverUp = true;

  private constructor(
    readonly made: Made,
    readonly genuine: Files,
  ) {
    this.events = made.events.map((event) => ({ ...event }));
    this.note = genuine.get(CHECKPOINT_FILE)!.toString();
    this.manifest = parseManifest(genuine.get(MANIFEST_FILE)!.toString());
  }

  static async of(made: Made): Promise<Workpiece> {
    const work = new Workpiece(made, await bundleOf(made));
    if (isSelection(made.scope)) await work.prove(made.log);
    return work;
  }

  get isSelection(): boolean {
    return isSelection(this.made.scope);
  }

  get treeSize(): number {
    return this.manifest.treeSize;
  }

  /** How many of the events somebody signed for. */
  get covered(): number {
    return this.isSelection ? this.events.length : Math.min(this.treeSize, this.events.length);
  }

  get treeOrigin(): string {
    const { scope, signer } = this.made;
    return scope.kind === 'workspace' ? streamOrigin(signer.name, streamOf(scope.workspaceId)) : signer.name;
  }

  /** Changes an event as its text is stored. */
  edit(at: number, change: (event: BundledEvent) => Partial<BundledEvent>): void {
    const event = this.events[at]!;
    this.events[at] = { ...event, ...change(event) };
  }

  /** Makes the chains right again, from the first event on. */
  relink(): void {
    const heads = new Map<string, string>();
    this.events.forEach((event, at) => {
      const before = heads.get(event.stream) ?? this.proofs[at]?.previousChain ?? ZERO_CHAIN;
      event.chain = chainOf(before, event);
      heads.set(event.stream, event.chain);
      if (this.proofs[at] !== undefined) this.proofs[at] = { ...this.proofs[at], previousChain: before };
    });
  }

  /** Makes the proofs anew, over a log that has these events in the place of the true ones. */
  async reprove(): Promise<void> {
    const forged = [...this.made.log];
    this.events.forEach((event, i) => {
      const { index } = this.proofs[i]!;
      forged[index] = { ...forged[index]!, ...event };
    });
    await this.prove(forged);
  }

  /** The root over what is here now, as somebody without the key can reckon it. */
  async root(): Promise<Buffer> {
    const leaves = this.isSelection ? this.made.log : this.events;
    const tree = treeOf(leaves as LoggedEvent[]);
    return rootAt(tree, Math.min(this.treeSize, tree.size));
  }

  files(): Files {
    const files: Files = new Map([
      [CHECKPOINT_FILE, Buffer.from(this.note)],
      [EVENTS_FILE, this.asEvents(this.events.map(eventLine).join(''))],
    ]);
    if (this.isSelection) files.set(PROOFS_FILE, this.asProofs(this.proofs.map(proofLine).join('')));
    const { count } = this.manifest;
    const told = { ...this.manifest, count: this.coverUp ? this.countOf(count) : count };
    const digests = this.coverUp ? digestsOf(files) : this.manifest.files;
    files.set(MANIFEST_FILE, Buffer.from(manifestText({ ...told, files: digests })));
    for (const file of this.missing) files.delete(file);
    return files;
  }

  /** A count that was forged stays so. */
  private countOf(count: number): number {
    return count === this.made.events.length ? this.events.length : count;
  }

  private async prove(log: readonly LoggedEvent[]): Promise<void> {
    const [tree, size] = [treeOf(log), this.treeSize];
    this.proofs = await Promise.all(
      this.made.events.map(async ({ index }) => {
        const { id, previousChain } = log[index]!;
        return { id, index, size, previousChain, hashes: await inclusionProof(tree, index, size) };
      }),
    );
  }
}
