import { connect } from 'node:net';
import type { Admin } from 'kafkajs';

const LEAVE_GROUP = 13;

/**
 * Takes every member out of a consumer group: what Kafka's `removeMembersFromConsumerGroup` does, which kafkajs does not have.
 * A process that was killed says no goodbye; without this the group waits out its session timeout before the next process is
 * given partitions, and a test of two hundred kills would mostly wait.
 * @param clientId of the process that is gone, when the group has others
 */
export async function removeMembers(
  admin: Admin,
  broker: string,
  groupId: string,
  clientId?: string,
): Promise<number> {
  const { groups } = await admin.describeGroups([groupId]);
  const members = groups
    .flatMap((group) => group.members)
    .filter((member) => clientId === undefined || member.clientId === clientId)
    .map(({ memberId }) => memberId);
  for (const memberId of members) await leaveGroup(broker, groupId, memberId);
  return members.length;
}

/** LeaveGroup, version 1: https://kafka.apache.org/protocol#The_Messages_LeaveGroup */
async function leaveGroup(broker: string, groupId: string, memberId: string): Promise<void> {
  const header = Buffer.alloc(8);
  header.writeInt16BE(LEAVE_GROUP, 0);
  header.writeInt16BE(1, 2);
  const request = Buffer.concat([header, text('support-access-test'), text(groupId), text(memberId)]);
  const [host, port] = [broker.slice(0, broker.lastIndexOf(':')), broker.slice(broker.lastIndexOf(':') + 1)];
  const socket = connect(Number(port), host);
  socket.write(Buffer.concat([int32(request.length), request]));
  let answer = Buffer.alloc(0);
  for await (const chunk of socket) {
    answer = Buffer.concat([answer, chunk as Buffer]);
    // Length, correlation id, throttle time, error code.
    if (answer.length >= 14) break;
  }
  const errorCode = answer.length >= 14 ? answer.readInt16BE(12) : undefined;
  // 25: not a member any more, which is what was wanted.
  if (errorCode !== 0 && errorCode !== 25) throw new Error(`LeaveGroup failed with ${errorCode}`);
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

const text = (value: string): Buffer => {
  const length = Buffer.alloc(2);
  length.writeInt16BE(Buffer.byteLength(value));
  return Buffer.concat([length, Buffer.from(value)]);
};
