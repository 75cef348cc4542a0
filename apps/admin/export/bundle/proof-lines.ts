import type { EventReader, RecordedEvent } from '#event-store';
import { LruMap } from '#event-store';
import { inclusionProof, proofLine, ZERO_CHAIN } from '#evidence';
import type { LogTreeQueries } from '#evidence';
import { NoAnswerError } from '../../cli.js';
import { CachedNodes } from './cached-nodes.js';

/** Streams whose last chain is remembered; those that are forgotten are looked up. */
const MAX_STREAMS = 50_000;

/** Proves events, one after another, to be in the tree of one checkpoint. */
export class ProofLines {
  readonly #nodes: CachedNodes;
  readonly #heads = new LruMap<string, { revision: number; chain: string }>(MAX_STREAMS);

  /** @param size the checkpoint's */
  constructor(
    private readonly reader: Pick<EventReader, 'readStream'>,
    private readonly tree: LogTreeQueries,
    private readonly size: number,
  ) {
    this.#nodes = new CachedNodes(tree);
  }

  readonly of = async (page: readonly RecordedEvent[]): Promise<string[]> => {
    const lines: string[] = [];
    for (const event of page) lines.push(await this.#line(event));
    return lines;
  };

  async #line(event: RecordedEvent): Promise<string> {
    const { id } = event;
    const index = await this.tree.indexOf(id);
    if (index === undefined || index >= this.size)
      throw new NoAnswerError(`the tree of the log has no event ${id} among its first ${this.size}`);
    const hashes = await inclusionProof(this.#nodes, index, this.size);
    const previousChain = await this.#previousChain(event);
    return proofLine({ id, index, size: this.size, previousChain, hashes });
  }

  async #previousChain({ stream, revision, chain }: RecordedEvent): Promise<string> {
    const head = this.#heads.get(stream);
    this.#heads.set(stream, { revision, chain });
    if (revision === 0) return ZERO_CHAIN;
    if (head?.revision === revision - 1) return head.chain;
    for await (const [previous] of this.reader.readStream(stream, revision - 1))
      if (previous) return previous.chain;
    throw new NoAnswerError(`${stream} has lost revision ${revision - 1}`);
  }
}
