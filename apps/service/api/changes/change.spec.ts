import { RecordedEvent } from '#event-store';
import { changesIn } from './change.js';

it('what somebody else wrote into a stream is told as far as it can be read', () => {
  const event = (dataJson: string, type = 'SupportAccessRevoked') =>
    new RecordedEvent(7n, 'supportAccess-acme', 3, 'e', type as never, dataJson, '{}', '');
  const jsonOf = (dataJson: string) => changesIn([event(dataJson)])[0]!.json;
  const bare = '{"type":"SupportAccessRevoked","workspaceId":"acme"}';
  for (const data of ['{"grantId":7,"workspaceId":"globex"}', 'nonsense', 'null', '[]', ''])
    expect(jsonOf(data)).toBe(bare);
  expect(changesIn([event('{"ownerIds":"x"}', 'WorkspaceUpdated')])[0]!.ownerIds).toEqual([]);
});
