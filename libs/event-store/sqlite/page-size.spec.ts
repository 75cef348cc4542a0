import { PageSize } from './page-size.js';

const pageOf = (events: number, characters: number) =>
  Array.from({ length: events }, () => ({ dataJson: 'x'.repeat(characters), metadataJson: '' }));

it('grows to 1,000 while pages are full of small events', () => {
  const size = new PageSize();
  for (let n = 0; n < 5; n++) size.learn(pageOf(size.events, 300));
  expect(size.events).toBe(1_000);
});

it('stays as it is at the end of the log', () => {
  const size = new PageSize();
  const before = size.events;
  size.learn(pageOf(3, 300));
  size.learn([]);
  expect(size.events).toBe(before);
});

it('shrinks when events are large, so that a page holds a mebibyte or so', () => {
  const size = new PageSize();
  for (let n = 0; n < 10; n++) size.learn(pageOf(size.events, 64 * 1024));
  expect(size.events).toBe(16);
});
