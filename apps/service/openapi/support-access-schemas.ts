import type { Schema } from '#contracts';
import {
  bodyOf,
  commandId,
  id,
  instant,
  listOf,
  minutes,
  oneWordOf,
  position,
  reason,
  ref,
  repeated,
  shape,
  text,
  ticketId,
} from '#contracts';
import type { GrantStatus, Outlook } from '#domain';
import type { Grant, GrantEnd, ListedGrant, Session } from '#read-models';
import type { ExtensionAnswer, GrantAnswer } from '../api/grant-answers.js';
import type { SupportAccessAnswer } from '../api/support-access.controller.js';
import type { LoginAnswer } from '../api/support-logins.controller.js';
import { NEXT } from './parameters.js';

const party = ref('Party');
const status = ref('GrantStatus');
const granted = {
  commandId,
  workspaceId: id(),
  grantId: id(),
  grantedBy: party,
  grantedAt: instant(),
  expiresAt: instant('The first instant at which there is no access any more, extensions included.'),
  extensions: { type: 'integer', minimum: 0, description: 'How often it was extended.' },
  latestExpiresAt: instant('The latest end that extensions may give it.'),
  position,
};
const why = { ticketId, reason };
export const ofGrant = {
  requestId: id('The request that it approved.'),
  previousGrantId: id('The grant before it, which ended less than a day earlier.'),
  consecutive: { type: 'integer', minimum: 2, description: 'How many grants in a row this makes.' },
};
const session = {
  sessionId: id(),
  engineer: ref('Engineer'),
  at: instant(),
  sessionExpiresAt: instant(),
};

export const supportAccessSchemas: Readonly<Record<string, Schema>> = {
  GrantTerms: bodyOf('GrantSupportAccess', ['workspaceId', 'actor', 'requestId']),
  LoginTerms: bodyOf('RecordSupportLogin', ['workspaceId', 'engineer', 'ipAddress', 'userAgent']),
  GrantStatus: oneWordOf<GrantStatus>({ active: '', expired: '', revoked: 'see `cause`' }),
  Grant: shape<Grant & GrantAnswer>(granted, { ...ofGrant, ...why, repeated }),
  ListedGrant: shape<ListedGrant>(
    { ...granted, status },
    { ...ofGrant, ...why, endedAt: instant(), cause: ref('Cause'), revokedBy: party },
  ),
  Extension: shape<ExtensionAnswer>(
    {
      commandId,
      workspaceId: id(),
      grantId: id(),
      extension: { type: 'integer', minimum: 1, description: 'Counted from 1.' },
      extendedBy: party,
      at: instant(),
      previousExpiresAt: instant(),
      expiresAt: instant('The first instant at which there is no access any more.'),
      position,
    },
    { requestId: id('The request that it approved.'), reason, repeated },
  ),
  ExtensionTerms: {
    ...shape<{ grantId: string; additionalMinutes: number; reason?: string }>(
      {
        grantId: id('The active one.'),
        additionalMinutes: minutes('Added to the end of the grant, not to the clock.'),
      },
      { reason },
    ),
    additionalProperties: false,
  },
  GrantPage: shape<{ grants: ListedGrant[]; next?: string }>({ grants: listOf(ref('ListedGrant')) }, NEXT),
  Session: shape<Session>(session),
  Login: shape<LoginAnswer>(
    { commandId, workspaceId: id(), grantId: id(), ...session, position },
    {
      repeated,
      token: text('The session token, a JWT. Sent again, only while the session is live.'),
    },
  ),
  CurrentAccess: shape<SupportAccessAnswer>(
    {
      workspaceId: id(),
      asOf: instant(),
      status: oneWordOf<SupportAccessAnswer['status']>({ none: '', active: '' }),
      sessions: listOf(ref('Session'), { description: 'Those that were live at `asOf`, oldest first.' }),
      requests: listOf(ref('AccessRequest'), {
        description: 'Those that waited for an answer at `asOf`, oldest first; for an engineer their own.',
      }),
      workspace: ref('WorkspaceFacts'),
      position,
    },
    { grant: ref('Grant'), lastEnd: ref('GrantEnd'), refusals: ref('Refusals') },
  ),
  GrantEnd: {
    ...shape<GrantEnd>(
      {
        grantId: id(),
        endedAt: instant('For `expired` its own end, else when it was ended.'),
        cause: ref('Cause'),
      },
      {
        endedBy: { ...party, description: 'Who ended it; absent for `expired`.' },
        ticketId: id('That of the grant; for `ticket-closed` the one that was closed.'),
      },
    ),
    description: 'How the latest grant by `asOf` ended; there when none is active and there was one.',
  },
  WorkspaceFacts: {
    ...shape<SupportAccessAnswer['workspace']>(
      { tier: ref('Tier'), forcedSso: { type: 'boolean' } },
      { name: text() },
    ),
    description: 'By now, whatever `asOf` is.',
  },
  Refusals: {
    ...shape<Outlook>({}, { grant: ref('DenialCode'), extend: ref('DenialCode') }),
    description:
      'For owners, and of now: why a grant would be refused them, or an extension by a minute; absent where it would not be.',
  },
};
