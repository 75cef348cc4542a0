/** The owner's token as the vendor's page gives it: kept in memory, and asked for again when the service refused it. */
export class TokenSource {
  #current: Promise<string> | undefined;

  constructor(private readonly getToken: () => Promise<string>) {}

  /** @param refused a token that the service does not take any more @throws what the vendor's function throws */
  readonly token = async (refused?: string): Promise<string> => {
    const asked = (this.#current ??= this.getToken());
    const token = await asked.catch((error: unknown) => {
      if (this.#current === asked) this.#current = undefined;
      throw error;
    });
    if (token !== refused) return token;
    // Of several calls that were refused at once, the first asks.
    if (this.#current === asked) this.#current = this.getToken();
    return (this.#current ??= this.getToken());
  };

  /** Who the token says it is, where it is a JWT; only to say *you*. Nobody, where somebody acts for them. */
  async subject(): Promise<string | undefined> {
    try {
      const [, claims = ''] = (await this.token()).split('.');
      const { sub, act } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as Claims;
      return act === undefined ? sub : undefined;
    } catch {
      return undefined;
    }
  }
}

type Claims = { sub?: string; act?: unknown };
