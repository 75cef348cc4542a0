import type { FieldError } from '#contracts';

/** The message is not a valid command. It is refused the same way every time and not recorded. */
export class MalformedCommandError extends Error {
  readonly code = 'MALFORMED';

  /**
   * @param errors at least one, each naming the field
   * @param commandId the message's own, when it has a usable one
   * @param workspaceId likewise
   */
  constructor(
    readonly errors: readonly FieldError[],
    readonly commandId?: string,
    readonly workspaceId?: string,
  ) {
    super(errors.map(({ field, message }) => (field === '' ? message : `${field} ${message}`)).join('; '));
  }
}
