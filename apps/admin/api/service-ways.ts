import type { SupportAccessClient } from '#client';

/** How a running service is reached, as the options and variables name it. */
export type ServiceWays = {
  /** Set for questions that go there and not to the stores. */
  readonly api: string | undefined;
  /** For questions. @throws UsageError without a token */
  client(): Promise<SupportAccessClient>;
  /**
   * For commands that are sent: to `--api`, or where the configuration says that the service listens. In its development mode a token is
   * signed for them.
   */
  writer(): Promise<SupportAccessClient>;
};
