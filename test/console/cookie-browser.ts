type Sent = { headers?: Record<string, string>; body?: string };

/** Enough redirects for any sign-in. */
const MAX_REDIRECTS = 20;

/** What a browser does about cookies, redirects and forms, without the rest of it: for tests of what the server sends and takes. */
export class CookieBrowser {
  /** By host and port, then by name. */
  readonly cookies = new Map<string, Map<string, string>>();
  /** Every body and every header but Set-Cookie that the browser was given, newest last. */
  readonly seen: string[] = [];

  /** @param address where the console listens, when that is not its origin */
  constructor(
    readonly origin: string,
    private readonly address: string = origin,
  ) {}

  /** Somebody chosen from the page of development people, such as `owner:olivia`. */
  static async pick(origin: string, person: string): Promise<CookieBrowser> {
    const browser = new CookieBrowser(origin);
    await browser.go('/console/sign-in', { person, return: '/console/desk' });
    return browser;
  }

  /** One request, as it is. @param url absolute, or a path of the console's */
  async send(method: string, url: string, { headers = {}, body }: Sent = {}): Promise<Response> {
    const { href, host } = new URL(url, this.origin);
    const cookie = [...(this.cookies.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(href.replace(this.origin, this.address), {
      method,
      redirect: 'manual',
      headers: { ...(cookie !== '' && { Cookie: cookie }), ...headers },
      ...(body !== undefined && { body }),
    });
    this.keep(host, response);
    return response;
  }

  /** A call as a page of the console sends it. */
  call(method: string, path: string, { headers = {}, body }: Sent = {}): Promise<Response> {
    return this.send(method, path, {
      headers: {
        'Sec-Fetch-Site': 'same-origin',
        'X-Console': '1',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
  }

  /** Goes to a URL and wherever it leads. @returns the last answer, and where it is from */
  async go(
    url: string,
    form?: Record<string, string>,
  ): Promise<{ url: string; status: number; text: string }> {
    let at = new URL(url, this.origin).href;
    let response = form
      ? await this.send('POST', at, {
          headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' },
          body: new URLSearchParams(form).toString(),
        })
      : await this.send('GET', at);
    for (let n = 0; n < MAX_REDIRECTS && response.headers.has('location'); n++) {
      await response.text();
      at = new URL(response.headers.get('location')!, at).href;
      response = await this.send('GET', at);
    }
    const text = await response.text();
    if (new URL(at).origin === this.origin) this.seen.push(text);
    return { url: at, status: response.status, text };
  }

  /** Signs in at the provider's own pages. @returns where it ends */
  async signIn(
    login: string,
    path = '/console/desk',
  ): Promise<{ url: string; status: number; text: string }> {
    let page = await this.go(`/console/sign-in?return=${encodeURIComponent(path)}`);
    for (const prompt of ['login', 'consent']) {
      const action = /action="([^"]+)"/.exec(page.text)?.[1];
      if (!page.url.includes('/interaction/') || action === undefined) break;
      const credentials = prompt === 'login' ? { login, password: 'any' } : {};
      page = await this.go(action, { prompt, ...credentials });
    }
    return page;
  }

  /** A cookie of the console's. */
  cookie(name: string): string | undefined {
    return this.cookies.get(new URL(this.origin).host)?.get(name);
  }

  /** The names of the console's cookies. */
  get names(): string[] {
    return [...(this.cookies.get(new URL(this.origin).host)?.keys() ?? [])].sort();
  }

  /** Another browser with the same cookies. */
  copy(): CookieBrowser {
    const copy = new CookieBrowser(this.origin, this.address);
    for (const [host, cookies] of this.cookies) copy.cookies.set(host, new Map(cookies));
    return copy;
  }

  private keep(host: string, response: Response): void {
    const kept = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, kept);
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0(?:;|$)/i.test(line) || value === '') kept.delete(name);
      else kept.set(name, value);
    }
    if (host !== new URL(this.origin).host) return;
    this.seen.push(
      ...[...response.headers].filter(([name]) => name !== 'set-cookie').map(([, value]) => value),
    );
  }
}
