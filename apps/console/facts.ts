/** What the server writes into each page for the scripts there. Nothing in it is secret. */
export type ConsoleFacts = {
  /** The vendor's name, for the header. */
  brand: string;
  /** The version of the product. */
  version: string;
  user: {
    id: string;
    name?: string;
    email?: string;
    /** What the token says they are; decides which links are shown and nothing else. */
    roles: readonly string[];
  };
  /** Of pages about one workspace. */
  workspaceId?: string;
  /** `https://desk.example.com/t/{ticketId}`; absent: tickets are not links. */
  ticketUrl?: string;
  /** Where the desk posts a session's token; absent: the desk offers no log-in. */
  sessionLandingUrl?: string;
  /** After so long without input the session ends, in milliseconds. */
  idleMs: number;
  /** When the session ends whatever happens, in milliseconds since 1970. */
  endsAt: number;
  /** The server's clock when it wrote the page, in milliseconds since 1970. */
  now: number;
};

/** The pages of the console, by the name of their script. */
export type PageName = 'home' | 'settings' | 'trail' | 'desk';

/** `en-XA` and `ar-XB` are made from English for tests: 40 % longer, and right to left. Pages without scripts show them as English. */
export const LOCALES = ['en', 'de', 'en-XA', 'ar-XB'] as const;
export type Locale = (typeof LOCALES)[number];
