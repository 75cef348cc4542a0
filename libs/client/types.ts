import type { components, operations } from './api.generated.js';

type Schemas = components['schemas'];
type Query<Name extends keyof operations> = NonNullable<operations[Name]['parameters']['query']>;
type JsonBody<Body> = Body extends { content: { 'application/json': infer Json } } ? Json : never;
type Sent<Name extends keyof operations> = operations[Name] extends { requestBody?: infer Body }
  ? JsonBody<NonNullable<Body>>
  : never;

export type AccessRequest = Schemas['AccessRequest'];
export type Accepted = Schemas['Accepted'];
export type Approval = Schemas['Approval'];
export type AuditEntry = Schemas['AuditEntry'];
/** A change of a workspace; `position` is what a read that must know it takes as `minPosition`. */
export type Change = Schemas['Change'] & { position: string };
export type CommandResult = Schemas['CommandResult'];
export type ConsistencyProof = Schemas['ConsistencyProof'];
export type CurrentAccess = Schemas['CurrentAccess'];
export type Decision = Schemas['Decision'];
export type EngineerClosure = Schemas['EngineerClosure'];
export type Event = Schemas[Schemas['EventType']];
export type Extension = Schemas['Extension'];
export type Grant = Schemas['Grant'];
export type InclusionProof = Schemas['InclusionProof'];
export type Introspection = Schemas['Introspection'];
export type ListedGrant = Schemas['ListedGrant'];
export type ListedRequest = Schemas['ListedRequest'];
export type ListedSession = Schemas['ListedSession'];
export type Login = Schemas['Login'];
export type Problem = Schemas['Problem'];
export type Question = Schemas['Evaluation'];
export type Questions = Schemas['EvaluationBatch'];
export type TicketClosure = Schemas['TicketClosure'];

export type Workspace = Sent<'updateWorkspace'>;
export type GrantTerms = Sent<'grantSupportAccess'>;
export type RequestTerms = Sent<'requestSupportAccess'>;
export type ApprovalTerms = Sent<'approveRequest'>;
export type ExtensionTerms = Sent<'extendSupportAccess'>;
export type TicketClosing = Sent<'closeTicket'>;
export type LoginTerms = Sent<'logIn'>;
export type Revocation = Query<'revokeSupportAccess'>;
export type TrailFilter = Query<'readAuditTrail'>;
export type RequestFilter = Query<'listRequests'>;
export type SessionFilter = Query<'listSessions'>;
export type GrantFilter = Query<'listGrants'>;

/** A command as a CloudEvent; a new id when it has none. */
export type Command = {
  [Type in Schemas['Command']['type']]: {
    type: Type;
    data: Schemas[Type]['data'];
    source: string;
    id?: string;
    correlationid?: string;
    traceparent?: string;
  };
}[Schemas['Command']['type']];
