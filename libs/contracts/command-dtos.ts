import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { Actor, Engineer, Tier } from '#domain';
import { MAX_DURATION_MINUTES } from '#domain';
import { IsId, IsPersonId, IsText, MAX_OWNERS, MayBeAbsent } from './wire-rules.js';

const MINUTES = { message: `must be a whole number of minutes from 1 to ${MAX_DURATION_MINUTES}` };
const ONE_OBJECT = { message: 'must be an object' };

export class ActorDto {
  @IsPersonId() id!: string;
  @IsIn(['user', 'vendor'], { message: 'must be user or vendor' }) kind: 'user' | 'vendor' = 'user';
  @MayBeAbsent() @IsText() name?: string;
  @MayBeAbsent() @IsText() email?: string;
  @MayBeAbsent() @IsId() sessionId?: string;
}

export class EngineerDto {
  @IsPersonId() id!: string;
  @MayBeAbsent() @IsText() name?: string;
  @MayBeAbsent() @IsText() email?: string;
}

export class UpdateWorkspaceDto {
  @IsId() workspaceId!: string;
  @MayBeAbsent() @IsObject(ONE_OBJECT) @ValidateNested(ONE_OBJECT) actor?: Actor;
  @MayBeAbsent() @IsText() name?: string;
  @IsIn(['free', 'team', 'business'], { message: 'must be free, team or business' }) tier!: Tier;
  @IsBoolean({ message: 'must be true or false' }) forcedSso!: boolean;
  @IsArray({ message: 'must be an array' })
  @ArrayMaxSize(MAX_OWNERS, { message: `must name at most ${MAX_OWNERS} owners` })
  @IsPersonId({ each: true })
  ownerIds!: string[];
}

export class GrantSupportAccessDto {
  @IsId() workspaceId!: string;
  @IsDefined(ONE_OBJECT) @IsObject(ONE_OBJECT) @ValidateNested(ONE_OBJECT) actor!: Actor;
  @IsInt(MINUTES) @Min(1, MINUTES) @Max(MAX_DURATION_MINUTES, MINUTES) durationMinutes: number =
    MAX_DURATION_MINUTES;
  @MayBeAbsent() @IsId() ticketId?: string;
  @MayBeAbsent() @IsText() reason?: string;
}

export class RecordSupportLoginDto {
  @IsId() workspaceId!: string;
  @IsDefined(ONE_OBJECT) @IsObject(ONE_OBJECT) @ValidateNested(ONE_OBJECT) engineer!: Engineer;
  @MayBeAbsent() @IsId() ticketId?: string;
  @MayBeAbsent() @IsText() reason?: string;
  @MayBeAbsent() @IsText() ipAddress?: string;
  @MayBeAbsent() @IsText() userAgent?: string;
}

export class RevokeSupportAccessDto {
  @IsId() workspaceId!: string;
  @IsDefined(ONE_OBJECT) @IsObject(ONE_OBJECT) @ValidateNested(ONE_OBJECT) actor!: Actor;
  @MayBeAbsent() @IsId() grantId?: string;
  @MayBeAbsent() @IsText() reason?: string;
}
