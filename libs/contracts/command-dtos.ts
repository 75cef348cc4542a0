import { ArrayMaxSize, IsArray, IsBoolean } from 'class-validator';
import type { Actor, Tier } from '#domain';
import { MAX_DURATION_MINUTES } from '#domain';
import { Described, Documented } from './dto.js';
import { ref } from './schema.js';
import {
  DefaultWithout,
  GivenOr,
  IsId,
  IsMinutes,
  IsObjectOf,
  IsOneWordOf,
  IsPersonId,
  IsText,
  IsWithout,
  MAX_OWNERS,
  MayBeAbsent,
} from './wire-rules.js';

export const TICKET = 'The support case.';
export const REASON = 'Why, in their own words.';
export const ACTING_SESSION = 'The support session through which they act, if they do.';
const OF_ENGINEER = "The engineer's.";
const BY_ENGINEER = 'By the engineer: exactly one of `engineer` and `actor`.';
const BY_ACTOR = 'By somebody else: exactly one of `engineer` and `actor`.';
/** What a request asks for when it does not say: a day, since an engineer asks for little. */
export const DEFAULT_REQUEST_MINUTES = 1_440;

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

export class RequestSupportAccessDto {
  @IsId() workspaceId!: string;
  // An engineer in an answer may have more in a later release; in a command no more than this is taken.
  @IsObjectOf(EngineerDto) @Documented({ unevaluatedProperties: false }) engineer!: EngineerDto;
  @IsText() @Described(REASON) reason!: string;
  @IsMinutes() @Described('How long they ask for; a day unless said otherwise.') durationMinutes: number =
    DEFAULT_REQUEST_MINUTES;
  @MayBeAbsent() @IsId() @Described(TICKET) ticketId?: string;
  @MayBeAbsent()
  @IsId()
  @Described('Asks to extend this grant, the active one, by so many minutes.')
  grantId?: string;
  @MayBeAbsent() @IsText() @Described(OF_ENGINEER) ipAddress?: string;
  @MayBeAbsent() @IsText() @Described(OF_ENGINEER) userAgent?: string;
}

export class WithdrawSupportAccessRequestDto {
  @IsId() workspaceId!: string;
  @IsId() requestId!: string;
  @GivenOr('actor')
  @IsWithout('actor')
  @IsObjectOf(EngineerDto)
  @Documented({ unevaluatedProperties: false, description: BY_ENGINEER })
  engineer?: EngineerDto;
  @MayBeAbsent() @IsObjectOf(ActorDto) @Described(BY_ACTOR) actor?: ActorDto;
  @MayBeAbsent() @IsText() @Described(REASON) reason?: string;
}

export class DeclineSupportAccessRequestDto {
  @IsId() workspaceId!: string;
  @IsId() requestId!: string;
  @IsObjectOf(ActorDto) actor!: ActorDto;
  @MayBeAbsent() @IsText() @Described(REASON) reason?: string;
}

export class GrantSupportAccessDto {
  @IsId() workspaceId!: string;
  @IsObjectOf(ActorDto) actor!: ActorDto;
  @MayBeAbsent()
  @IsMinutes()
  @DefaultWithout('requestId')
  @Described('How long; unless said otherwise seven days, or what the request asks for.')
  durationMinutes?: number = MAX_DURATION_MINUTES;
  @MayBeAbsent() @IsId() @Described('Approves this request, whose ticket is the grant’s.') requestId?: string;
  @MayBeAbsent()
  @IsWithout('requestId')
  @IsId()
  @Described(`${TICKET} Not beside \`requestId\`.`)
  ticketId?: string;
  @MayBeAbsent() @IsText() @Described(REASON) reason?: string;
}

export class ExtendSupportAccessDto {
  @IsId() workspaceId!: string;
  @IsObjectOf(ActorDto) actor!: ActorDto;
  @IsId() @Described('The active one.') grantId!: string;
  @GivenOr('requestId')
  @IsMinutes()
  @Described(
    'Added to the end of the grant; absent only with `requestId`, and then what the request asks for.',
  )
  additionalMinutes?: number;
  @MayBeAbsent() @IsId() @Described('Approves this request.') requestId?: string;
  @MayBeAbsent() @IsText() @Described(REASON) reason?: string;
}

export class RecordSupportLoginDto {
  @IsId() workspaceId!: string;
  @IsObjectOf(EngineerDto) @Documented({ unevaluatedProperties: false }) engineer!: EngineerDto;
  @MayBeAbsent() @IsId() @Described(TICKET) ticketId?: string;
  @MayBeAbsent() @IsText() @Described(REASON) reason?: string;
  @MayBeAbsent() @IsText() @Described(OF_ENGINEER) ipAddress?: string;
  @MayBeAbsent() @IsText() @Described(OF_ENGINEER) userAgent?: string;
}

export class EndSupportSessionDto {
  @IsId() workspaceId!: string;
  @IsId() sessionId!: string;
  @GivenOr('actor')
  @IsWithout('actor')
  @IsObjectOf(EngineerDto)
  @Documented({ unevaluatedProperties: false, description: BY_ENGINEER })
  engineer?: EngineerDto;
  @MayBeAbsent() @IsObjectOf(ActorDto) @Described(BY_ACTOR) actor?: ActorDto;
  @MayBeAbsent() @IsText() @Described(REASON) reason?: string;
}

export class RevokeSupportAccessDto {
  @IsId() workspaceId!: string;
  @IsObjectOf(ActorDto) actor!: ActorDto;
  @MayBeAbsent() @IsId() @Described('Only this grant; the active one when absent.') grantId?: string;
  @MayBeAbsent() @IsText() @Described(REASON) reason?: string;
}

export class CloseTicketDto {
  @IsId() workspaceId!: string;
  @IsId() @Described(TICKET) ticketId!: string;
  @MayBeAbsent() @IsObjectOf(ActorDto) actor?: ActorDto;
  @MayBeAbsent() @IsText() @Described(REASON) reason?: string;
}
