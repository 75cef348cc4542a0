import { ArrayMaxSize, IsArray, IsBoolean } from 'class-validator';
import type { Actor, Tier } from '#domain';
import { MAX_DURATION_MINUTES } from '#domain';
import { Described, Documented } from './dto.js';
import { ref } from './schema.js';
import {
  IsId,
  IsMinutes,
  IsObjectOf,
  IsOneWordOf,
  IsPersonId,
  IsText,
  MAX_OWNERS,
  MayBeAbsent,
} from './wire-rules.js';

export const TICKET = 'The support case.';
export const REASON = 'Why, in their own words.';
export const ACTING_SESSION = 'The support session through which they act, if they do.';
const OF_ENGINEER = "The engineer's.";

export const TIERS: Readonly<Record<Tier, string>> = { free: '', team: '', business: '' };

export class ActorDto {
  @IsPersonId() id!: string;
  @IsOneWordOf<Actor['kind']>({ user: 'a person of the customer', vendor: 'ours' }) kind: Actor['kind'] =
    'user';
  @MayBeAbsent() @IsText() name?: string;
  @MayBeAbsent() @IsText() email?: string;
  @MayBeAbsent() @IsId() @Described(ACTING_SESSION) sessionId?: string;
}

export class EngineerDto {
  @IsPersonId() id!: string;
  @MayBeAbsent() @IsText() name?: string;
  @MayBeAbsent() @IsText() email?: string;
}

export class UpdateWorkspaceDto {
  @IsId() workspaceId!: string;
  @MayBeAbsent() @IsObjectOf(ActorDto) actor?: ActorDto;
  @MayBeAbsent() @IsText() name?: string;
  @IsOneWordOf(TIERS) @Documented(ref('Tier')) tier!: Tier;
  @IsBoolean({ message: 'must be true or false' })
  @Described('Such a workspace has no support access; an active grant ends.')
  forcedSso!: boolean;
  @IsArray({ message: 'must be an array' })
  @ArrayMaxSize(MAX_OWNERS, { message: `must name at most ${MAX_OWNERS} owners` })
  @IsPersonId({ each: true })
  @Described('Whole; who is not in it owns no longer.')
  ownerIds!: string[];
}

export class GrantSupportAccessDto {
  @IsId() workspaceId!: string;
  @IsObjectOf(ActorDto) actor!: ActorDto;
  @IsMinutes() @Described('How long; seven days unless said otherwise.') durationMinutes: number =
    MAX_DURATION_MINUTES;
  @MayBeAbsent() @IsId() @Described(TICKET) ticketId?: string;
  @MayBeAbsent() @IsText() @Described(REASON) reason?: string;
}

export class RecordSupportLoginDto {
  @IsId() workspaceId!: string;
  // An engineer in an answer may have more in a later release; in a command no more than this is taken.
  @IsObjectOf(EngineerDto) @Documented({ unevaluatedProperties: false }) engineer!: EngineerDto;
  @MayBeAbsent() @IsId() @Described(TICKET) ticketId?: string;
  @MayBeAbsent() @IsText() @Described(REASON) reason?: string;
  @MayBeAbsent() @IsText() @Described(OF_ENGINEER) ipAddress?: string;
  @MayBeAbsent() @IsText() @Described(OF_ENGINEER) userAgent?: string;
}

export class RevokeSupportAccessDto {
  @IsId() workspaceId!: string;
  @IsObjectOf(ActorDto) actor!: ActorDto;
  @MayBeAbsent() @IsId() @Described('Only this grant; the active one when absent.') grantId?: string;
  @MayBeAbsent() @IsText() @Described(REASON) reason?: string;
}
