import { Equals, IsRFC3339, Matches, ValidateBy } from 'class-validator';
import { ID_MESSAGE, ID_PATTERN, IsId, MayBeAbsent } from './wire-rules.js';

/** Ids of the saga's own commands begin so; from outside they are malformed. */
export const SAGA_ID_PREFIX = 'expire-';

export const COMMAND_ID_MESSAGE = `${ID_MESSAGE}, and must not begin with ${SAGA_ID_PREFIX}`;

/** Whether a command from outside may have this id. */
export const isCommandId = (value: unknown): value is string =>
  typeof value === 'string' && ID_PATTERN.test(value) && !value.startsWith(SAGA_ID_PREFIX);

const IsCommandId = (): PropertyDecorator =>
  ValidateBy({
    name: 'isCommandId',
    validator: { validate: isCommandId, defaultMessage: () => COMMAND_ID_MESSAGE },
  });

/** The context attributes of a command as CloudEvents 1.0 has them; further extensions are allowed and not read. */
export class CloudEventDto {
  @Equals('1.0', { message: 'must be 1.0' }) specversion!: string;
  @IsCommandId() id!: string;
  @Matches(/^\S{1,1024}$/, { message: 'must be a URI reference of 1 to 1024 characters' }) source!: string;
  @Matches(/^[A-Za-z]{1,128}$/, { message: 'must be a command type' }) type!: string;
  @MayBeAbsent() @IsId() subject?: string;
  @MayBeAbsent() @IsRFC3339({ message: 'must be an RFC 3339 timestamp' }) time?: string;
  @MayBeAbsent()
  @Matches(/^application\/([\w.+-]+\+)?json\s*(;.*)?$/i, { message: 'must be a JSON media type' })
  datacontenttype?: string;
  @MayBeAbsent()
  @Matches(/^\S{1,1024}$/, { message: 'must be a URI of 1 to 1024 characters' })
  dataschema?: string;
  @MayBeAbsent()
  @Matches(/^[!-~]{1,256}$/, { message: 'must be 1 to 256 visible ASCII characters' })
  correlationid?: string;
  @MayBeAbsent()
  @Matches(/^[!-~]{1,256}$/, { message: 'must be 1 to 256 visible ASCII characters' })
  causationid?: string;
  @MayBeAbsent() traceparent?: unknown;
}
