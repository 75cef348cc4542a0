import { facts } from './facts.js';
import { SIGNED_OUT } from './live.js';

/** Who is signed in, as the windows of a browser tell each other; nobody when absent. */
type Told = { user?: string };

const channel = new BroadcastChannel('support-access-console');
channel.addEventListener('message', ({ data }: MessageEvent<Told>) => {
  if (data.user !== facts.user.id) dispatchEvent(new Event(SIGNED_OUT));
});

/** Tells the other windows who is here. */
export const tellWhoIsHere = (): void => tell({ user: facts.user.id });

/** Tells the other windows that nobody is signed in any more. */
export const tellSignedOut = (): void => tell({});

const tell = (told: Told): void => channel.postMessage(told);
