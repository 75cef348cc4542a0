import type { ExternalCommandType } from '#domain';
import { silentLog } from './log.js';
import { readMessage } from './read-message.js';

const command = (type: string, data: object) => ({
  offset: '7',
  key: null,
  value: Buffer.from(JSON.stringify({ specversion: '1.0', id: 'c1', source: '/billing', type, data })),
  headers: { 'content-type': Buffer.from('application/cloudevents+json') },
});
const update = command('UpdateWorkspace', {
  workspaceId: 'acme',
  tier: 'team',
  forcedSso: false,
  ownerIds: ['ada'],
});
const grant = command('GrantSupportAccess', { workspaceId: 'acme', actor: { id: 'ada' } });

const commandTopics = new Map([['billing.commands', new Set<ExternalCommandType>(['UpdateWorkspace'])]]);
const read = (received: typeof grant, topic: string) =>
  readMessage(received, { topic, partition: 0, offset: '7' }, { commandTopics, log: silentLog });

describe('a topic of KAFKA_COMMAND_TOPICS', () => {
  it('takes the types named for it', () =>
    expect(read(update, 'billing.commands')).toMatchObject({ command: { type: 'UpdateWorkspace' } }));

  it('takes no other type, and the refusal names command and workspace', () =>
    expect(read(grant, 'billing.commands')).toMatchObject({
      code: 'MALFORMED',
      commandId: 'c1',
      workspaceId: 'acme',
      errors: [{ field: 'type', message: 'must be one of UpdateWorkspace in topic billing.commands' }],
    }));
});

it("takes every type from the service's own topic", () =>
  expect(read(grant, 'support-access.commands')).toMatchObject({ commandId: 'c1' }));
