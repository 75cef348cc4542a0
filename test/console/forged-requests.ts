/** A request that a page of somebody else makes a signed-in browser send: a script, with `target` and `frame` known to it. */
export type Forgery = { title: string; script: string };

const form = (
  method: string,
  path: string,
  fields: string,
  enctype = 'application/x-www-form-urlencoded',
) => `
  const form = document.createElement('form');
  Object.assign(form, { method: '${method}', action: target + '${path}', enctype: '${enctype}', target: 'sink' });
  for (const [name, value] of Object.entries(${fields})) {
    const input = document.createElement('input');
    Object.assign(input, { type: 'hidden', name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();`;
const send = (method: string, path: string, init: string): string =>
  `await fetch(target + '${path}', { method: '${method}', credentials: 'include', ...${init} }).then(
    async (answer) => { if (answer.type !== 'opaque') stolen(await answer.text()); }, () => undefined);`;

/** @param workspace the path of its calls, with a grant that is open @param requestId one that waits for an answer */
export const forgeries = (workspace: string, requestId: string): readonly Forgery[] => [
  {
    title: 'a form that grants, its fields made to look like JSON',
    script: form(
      'post',
      `${workspace}/support-access`,
      `{ '{"durationMinutes":60,"x":"': '"}' }`,
      'text/plain',
    ),
  },
  {
    title: 'a form that approves',
    script: form('post', `${workspace}/access-requests/${requestId}/approval`, '{}'),
  },
  {
    title: 'a form that signs out',
    script: form('post', '/console/sign-out', '{}'),
  },
  {
    title: 'a fetch without CORS that approves',
    script: send(
      'POST',
      `${workspace}/access-requests/${requestId}/approval`,
      `{ mode: 'no-cors', body: '{}' }`,
    ),
  },
  {
    title: 'a fetch that revokes, with the console’s own header',
    script: send('DELETE', `${workspace}/support-access`, `{ headers: { 'X-Console': '1' } }`),
  },
  {
    title: 'a beacon that declines',
    script: `navigator.sendBeacon(target + '${workspace}/access-requests/${requestId}/refusal', new Blob(['{}'], { type: 'text/plain' }));`,
  },
  {
    title: 'a fetch that reads',
    script: send('GET', `${workspace}/support-access`, '{}'),
  },
  {
    title: 'an image and a script of an answer',
    script: `for (const tag of ['img', 'script']) {
      const element = document.createElement(tag);
      element.src = target + '${workspace}/support-access';
      element.onload = () => stolen(tag);
      document.body.append(element);
    }`,
  },
  {
    title: 'a subscription to the changes',
    script: `const source = new EventSource(target + '/console/api/v1/changes?workspaceId=acme', { withCredentials: true });
      source.onopen = () => stolen('the stream of changes');
      source.onmessage = () => stolen('a change');
      await new Promise((resolve) => setTimeout(resolve, 500));
      source.close();`,
  },
  {
    title: 'a frame around the page that approves',
    script: `const frame = document.createElement('iframe');
      frame.src = target + '/console/w/acme/support-access';
      document.body.append(frame);
      await new Promise((resolve) => (frame.onload = resolve));`,
  },
];

/** The page of somebody else. `stolen` is called with whatever it could read; `done` is set when the request was sent. */
export const forgeryPage = (target: string, { script }: Forgery): string => `<!doctype html>
<html lang="en"><title>You have won</title><body><iframe name="sink"></iframe><script type="module">
  const target = ${JSON.stringify(target)};
  globalThis.loot = [];
  const stolen = (what) => globalThis.loot.push(String(what));
  ${script}
  globalThis.done = true;
</script></body></html>`;
