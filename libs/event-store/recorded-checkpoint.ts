/** The stream of the log's signed checkpoints; no workspace's stream has that name. */
export const CHECKPOINT_STREAM = 'supportAccessCheckpoints';

/** A signed checkpoint, kept in the store beside the log that it speaks of. */
export type RecordedCheckpoint = {
  revision: number;
  /** UUIDv7: it tells when the checkpoint was made. */
  id: string;
  position: bigint;
  /** The signed note, to the byte. */
  note: string;
};

/** When a checkpoint was recorded, by its id (RFC 9562 5.7), in milliseconds since 1970. */
export const checkpointMadeAt = ({ id }: Pick<RecordedCheckpoint, 'id'>): number =>
  Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
