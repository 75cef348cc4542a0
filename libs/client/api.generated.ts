// Written by `npm run client` from docs/openapi.json: a test fails while the two differ.

export interface paths {
    "/v1/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a command
         * @description One structured CloudEvent, as on the commands topic, with the actor as given. A rule’s refusal is an outcome and not an HTTP error. `application/json` is taken too. For: service, command-sender. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["executeCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workspaces/{workspaceId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Describe a workspace
         * @description Replaces all that is known of the workspace, or makes it known. For: service, command-sender. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `COMMAND_ID_REUSED`, `CLOCK_BEHIND`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        put: operations["updateWorkspace"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workspaces/{workspaceId}/support-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who may be in a workspace, and who is
         * @description For: owner, engineer, vendor-admin, service, auditor. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `UNKNOWN_WORKSPACE`, `TOO_MANY_REQUESTS`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readSupportAccess"];
        put?: never;
        /**
         * Grant support access
         * @description For: owner. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `UNKNOWN_WORKSPACE`, `FORCED_SSO`, `ALREADY_GRANTED`, `CONSECUTIVE_LIMIT`, `TICKET_REQUIRED`, `IMPERSONATED`, `COMMAND_ID_REUSED`, `CLOCK_BEHIND`, `TOO_MANY_REQUESTS`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["grantSupportAccess"];
        /**
         * End support access at once
         * @description Its sessions end with it. Takes no body. For: owner, vendor-admin. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `UNKNOWN_WORKSPACE`, `NO_ACTIVE_GRANT`, `COMMAND_ID_REUSED`, `CLOCK_BEHIND`, `TOO_MANY_REQUESTS`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        delete: operations["revokeSupportAccess"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workspaces/{workspaceId}/support-access/extensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Extend support access
         * @description A grant lasts seven days at most, extensions included. For: owner. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `UNKNOWN_WORKSPACE`, `NO_ACTIVE_GRANT`, `EXTENSION_LIMIT`, `IMPERSONATED`, `COMMAND_ID_REUSED`, `CLOCK_BEHIND`, `TOO_MANY_REQUESTS`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["extendSupportAccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workspaces/{workspaceId}/support-logins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a support session
         * @description For: engineer. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `UNKNOWN_WORKSPACE`, `NO_ACTIVE_GRANT`, `ACCESS_EXPIRED`, `TICKET_REQUIRED`, `SESSION_LIMIT`, `COMMAND_ID_REUSED`, `CLOCK_BEHIND`, `TOO_MANY_REQUESTS`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Grants of all workspaces, newest first
         * @description For: engineer, vendor-admin, auditor. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `POSITION_UNKNOWN`, `LOG_REPLACED`, `TOO_MANY_REQUESTS`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["listGrants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workspaces/{workspaceId}/access-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Requests for access to a workspace, newest first
         * @description For: owner, engineer, vendor-admin, auditor. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `UNKNOWN_WORKSPACE`, `POSITION_UNKNOWN`, `TOO_MANY_REQUESTS`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["listRequestsOfWorkspace"];
        put?: never;
        /**
         * Ask for support access, or for an extension
         * @description While a grant is active, `grantId` names it: the request is for an extension. For: engineer. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `UNKNOWN_WORKSPACE`, `FORCED_SSO`, `ALREADY_GRANTED`, `NO_ACTIVE_GRANT`, `ALREADY_REQUESTED`, `REQUEST_LIMIT`, `TICKET_REQUIRED`, `COMMAND_ID_REUSED`, `CLOCK_BEHIND`, `TOO_MANY_REQUESTS`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["requestSupportAccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/access-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Requests for access to all workspaces, newest first
         * @description For: engineer, vendor-admin, auditor. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `POSITION_UNKNOWN`, `LOG_REPLACED`, `TOO_MANY_REQUESTS`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["listRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workspaces/{workspaceId}/access-requests/{requestId}/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say yes to a request
         * @description Gives the grant that is asked for, or extends the one that the request names. For: owner. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `UNKNOWN_WORKSPACE`, `IMPERSONATED`, `FORCED_SSO`, `REQUEST_NOT_PENDING`, `ALREADY_GRANTED`, `NO_ACTIVE_GRANT`, `EXTENSION_LIMIT`, `CONSECUTIVE_LIMIT`, `TICKET_REQUIRED`, `COMMAND_ID_REUSED`, `CLOCK_BEHIND`, `TOO_MANY_REQUESTS`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["approveRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workspaces/{workspaceId}/access-requests/{requestId}/refusal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say no to a request
         * @description By an owner the request is declined; the vendor takes it back. For: owner, vendor-admin. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `UNKNOWN_WORKSPACE`, `REQUEST_NOT_PENDING`, `COMMAND_ID_REUSED`, `TOO_MANY_REQUESTS`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["refuseRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workspaces/{workspaceId}/access-requests/{requestId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a request of one’s own back
         * @description Takes no body. For: engineer. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `UNKNOWN_WORKSPACE`, `REQUEST_NOT_PENDING`, `NOT_REQUESTER`, `COMMAND_ID_REUSED`, `TOO_MANY_REQUESTS`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        delete: operations["withdrawRequest"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workspaces/{workspaceId}/support-sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a support session at once
         * @description An engineer ends their own, an owner any of their workspace, a vendor-admin any. Takes no body. For: owner, engineer, vendor-admin. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `UNKNOWN_WORKSPACE`, `NO_LIVE_SESSION`, `NOT_SESSION_ENGINEER`, `COMMAND_ID_REUSED`, `TOO_MANY_REQUESTS`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/support-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Support sessions of all workspaces, newest first
         * @description For: engineer, vendor-admin, auditor. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `POSITION_UNKNOWN`, `LOG_REPLACED`, `TOO_MANY_REQUESTS`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session of a session token (RFC 7009)
         * @description The engineer signs out. A token that means nothing, or of a session that is over, is no error. For: service, command-sender. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["revokeSessionToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{ticketId}/closures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a support case wherever it is open
         * @description Ends the grants, sessions and requests that name it, workspace by workspace. With an `Idempotency-Key` it can be sent again: nothing is closed twice, and what has come since is reached. A grant that is given later for the same ticket stands. For: service, command-sender, vendor-admin. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `TOO_MANY_REQUESTS`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["closeTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/engineers/{engineerId}/closures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End all that an engineer has open
         * @description Their live sessions, and their pending requests. With an `Idempotency-Key` it can be sent again: nothing is closed twice, and what has come since is reached. The key has at most 91 characters: each command's id is it, a dot, and the id of what is closed. For: service, command-sender, vendor-admin. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `TOO_MANY_REQUESTS`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["closeEngineer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workspaces/{workspaceId}/audit-trail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened in a workspace
         * @description Newest first. In JSON a page; in CSV and NDJSON all of it, however long, or as much as `limit` says. In CSV a cell that a spreadsheet would take for a formula has an apostrophe before it, and with `bom=true` a byte order mark comes first, which Excel needs. Later releases add columns at the end. For: owner, auditor. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `POSITION_UNKNOWN`, `UNKNOWN_WORKSPACE`, `TIER_REQUIRED`, `NOT_ACCEPTABLE`, `TOO_MANY_REQUESTS`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readAuditTrail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The log, in order and without gaps
         * @description In JSON a page. As server-sent events everything after a position, and then what happens, as it happens: `id` is the position, `event` the type, `data` the CloudEvent; a comment every 15 s. The stream ends when the token does. The token goes in `Authorization`, never in the URL. For: auditor, service, event-reader. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `POSITION_UNKNOWN`, `NOT_ACCEPTABLE`, `LOG_REPLACED`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changes, as it happens
         * @description Server-sent events from now on, or after `Last-Event-ID`: `event` is `change`, `id` the position, which a read takes as its `Min-Position`, and `data` a `Change`. First comes an `id` without data: where it begins. A comment every 5 s. The stream ends when the token does, and an owner’s when the workspace ceases to be theirs. A person may have 16 open at a time. For: owner, engineer, vendor-admin, auditor, service, command-sender, access-checker, event-reader. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `POSITION_UNKNOWN`, `UNKNOWN_WORKSPACE`, `NOT_ACCEPTABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `TOO_MANY_REQUESTS`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["followChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checkpoints/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest signed checkpoint of the log
         * @description A new one comes every `CHECKPOINT_SECONDS` when there are new events, and at shutdown. For: auditor, service, event-reader. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `NOT_FOUND`, `LOG_REPLACED`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readLatestCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All signed checkpoints, oldest first
         * @description For: auditor, service, event-reader. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_REPLACED`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["listCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checkpoints/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Proof that the log of one checkpoint is the beginning of that of another
         * @description For: auditor, service, event-reader. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["proveConsistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{eventId}/inclusion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Proof that an event is in the log of a checkpoint
         * @description For: auditor, service, event-reader. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `NOT_FOUND`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["proveInclusion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workspaces/{workspaceId}/audit-trail/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A signed checkpoint of one workspace’s trail
         * @description Signed when asked, over all events of the workspace in their order: who keeps one can prove later that the trail only grew. Its first line is the log’s origin, a slash and the workspace’s stream. For: owner, auditor. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `LOG_DAMAGED`, `LOG_REPLACED`, `STORE_REFUSED`, `UNKNOWN_WORKSPACE`, `TIER_REQUIRED`, `TOO_MANY_REQUESTS`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readTrailCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/support-access-vkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys that checkpoints are verified with
         * @description As C2SP signed-note has them: one a line, newest first. For everybody. Problems: `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readVerifierKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/v1/evaluation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * May this engineer enter, or go on? (AuthZEN 1.0)
         * @description For: service, access-checker. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["evaluate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/v1/evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Several such questions (AuthZEN 1.0)
         * @description For: service, access-checker. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["evaluateMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Is this session token live? (RFC 7662)
         * @description A token that means nothing is not active, and no error. The claims are those of the token. For: service, access-checker. Problems: `MALFORMED`, `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        post: operations["introspect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys that sign session tokens
         * @description For everybody. Problems: `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readSessionKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/openid-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What resource servers find of the issuer of session tokens
         * @description OpenID Connect Discovery 1.0, without anything to sign in with. Algorithms: those of all its keys. For everybody. Problems: `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readIssuerConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/authzen-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the access check is (AuthZEN 1.0)
         * @description For everybody. Problems: `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readAuthzenConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description For everybody. Problems: `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document as a page
         * @description For everybody. Problems: `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the page is made of
         * @description For everybody. Problems: `MALFORMED`, `NOT_FOUND`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readDocsFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process runs
         * @description For everybody. Problems: `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether to send work here
         * @description A process with the role `api` is ready when it takes commands; what else is down is in `degraded`. Any other is ready when all of its components are up. For everybody. Problems: `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * For Prometheus
         * @description With `METRICS_TOKEN` as the bearer. Where that is not set, open on loopback and nowhere else. For everybody. Problems: `UNAUTHENTICATED`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`.
         */
        get: operations["readMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description 1 to 128 characters of A-Z a-z 0-9 . _ : @ - and neither . nor .. */
        Id: string;
        /** @description As the identity provider has it: 1 to 255 printable ASCII characters, no space first or last. */
        PersonId: string;
        /** @description An id as it was sent; of a person, `~`, a mark of who they are, `.` and their `Idempotency-Key`. No command that is sent can have an id with `~`. */
        CommandId: string;
        /** @description A UUID in lower case (RFC 9562). */
        Uuid: string;
        /** @description Without NUL or lone surrogates. */
        Text: string;
        /**
         * Format: date-time
         * @description RFC 3339, UTC, with milliseconds.
         */
        Instant: string;
        /** @description A position in the log. Owners get it sealed, since it moves when other workspaces do, too: as 49 characters that say nothing and can be handed back. */
        AnyPosition: string;
        /** @description A position in the log: decimal digits. Later is greater; not every number is taken. */
        Position: string;
        /** @enum {string} */
        Tier: "free" | "team" | "business";
        /** @description Who asks, as the sending service states it. */
        Actor: {
            id: components["schemas"]["PersonId"];
            /**
             * @description `user`: a person of the customer; `vendor`: ours
             * @default user
             * @enum {string}
             */
            kind?: "user" | "vendor";
            name?: components["schemas"]["Text"];
            email?: components["schemas"]["Text"];
            /** @description The support session through which they act, if they do. */
            sessionId?: components["schemas"]["Id"];
        };
        Engineer: {
            id: components["schemas"]["PersonId"];
            name?: components["schemas"]["Text"];
            email?: components["schemas"]["Text"];
        };
        /** @description Who did something. */
        Party: {
            id: components["schemas"]["PersonId"];
            /**
             * @description `system`: the service itself
             * @enum {string}
             */
            kind: "user" | "vendor" | "engineer" | "system";
            name?: components["schemas"]["Text"];
            email?: components["schemas"]["Text"];
            /** @description The support session through which they act, if they do. */
            sessionId?: components["schemas"]["Id"];
        };
        /**
         * @description `SupportAccessRequestClosed`: without consent: see `cause`; `SupportSessionEnded`: see `cause`; `SupportAccessRevoked`: also by expiry, and by forced single sign-on: see `cause`
         * @enum {string}
         */
        EventType: "WorkspaceUpdated" | "SupportAccessRequested" | "SupportAccessRequestClosed" | "SupportAccessGranted" | "SupportAccessExtended" | "SupportLogin" | "SupportSessionEnded" | "SupportAccessRevoked" | "SupportTicketClosed" | "SupportAccessDenied";
        /**
         * @description `revoked`: somebody ended it; `expired`: its time was over; `forced-sso`: the workspace began to force single sign-on; `ticket-closed`: its support case was closed
         * @enum {string}
         */
        Cause: "revoked" | "expired" | "forced-sso" | "ticket-closed";
        /**
         * @description `declined`: an owner said no; `withdrawn`: the engineer, or the vendor, took it back; `expired`: nobody answered in time; `superseded`: a grant or an extension was given without naming it: `grantId`; `grant-ended`: the grant to extend is over: `grantId`; `ticket-closed`: its support case was closed; `forced-sso`: the workspace began to force single sign-on
         * @enum {string}
         */
        RequestCause: "declined" | "withdrawn" | "expired" | "superseded" | "grant-ended" | "ticket-closed" | "forced-sso";
        /**
         * @description `signed-out`: the engineer left; `closed`: an owner or the vendor ended it; `timed-out`: its time was over; `grant-ended`: its grant is over; `ticket-closed`: its support case, or its grant’s, was closed
         * @enum {string}
         */
        SessionCause: "signed-out" | "closed" | "timed-out" | "grant-ended" | "ticket-closed";
        /**
         * @description Why a grant, a request or a session is over: the `cause` of its event.
         * @enum {string}
         */
        AnyCause: "revoked" | "expired" | "forced-sso" | "ticket-closed" | "declined" | "withdrawn" | "superseded" | "grant-ended" | "signed-out" | "closed" | "timed-out";
        /** @enum {string} */
        AttemptedCommand: "RequestSupportAccess" | "WithdrawSupportAccessRequest" | "DeclineSupportAccessRequest" | "GrantSupportAccess" | "ExtendSupportAccess" | "RecordSupportLogin" | "EndSupportSession" | "RevokeSupportAccess" | "CloseTicket";
        /**
         * @description `NOT_WORKSPACE_OWNER`: the actor owns no such workspace; `UNKNOWN_WORKSPACE`: there is no such workspace; `FORCED_SSO`: a workspace that forces single sign-on cannot grant support access; `ALREADY_GRANTED`: there is an active grant; `ALREADY_REQUESTED`: this engineer has asked already, and waits for an answer; `REQUEST_LIMIT`: five requests are pending, or ten were made within a day; `REQUEST_NOT_PENDING`: there is no such pending request; `NOT_REQUESTER`: it is the request of another engineer; `IMPERSONATED`: support access cannot be granted or extended through a support session; `NO_ACTIVE_GRANT`: there is no such active grant; `ACCESS_EXPIRED`: the grant has expired; `EXTENSION_LIMIT`: a grant ends seven days after it was given at the latest, and is extended only so often; `CONSECUTIVE_LIMIT`: too many grants have followed each other within a day; `TICKET_REQUIRED`: a ticket is required: for a login the grant's, or any when the grant names none; for a request, and where grants need one, any; `SESSION_LIMIT`: a hundred sessions are live under this grant; `NO_LIVE_SESSION`: there is no such live session; `NOT_SESSION_ENGINEER`: it is the session of another engineer; `CLOCK_BEHIND`: the server's clock is behind what is recorded
         * @enum {string}
         */
        DenialCode: "NOT_WORKSPACE_OWNER" | "UNKNOWN_WORKSPACE" | "FORCED_SSO" | "ALREADY_GRANTED" | "ALREADY_REQUESTED" | "REQUEST_LIMIT" | "REQUEST_NOT_PENDING" | "NOT_REQUESTER" | "IMPERSONATED" | "NO_ACTIVE_GRANT" | "ACCESS_EXPIRED" | "EXTENSION_LIMIT" | "CONSECUTIVE_LIMIT" | "TICKET_REQUIRED" | "SESSION_LIMIT" | "NO_LIVE_SESSION" | "NOT_SESSION_ENGINEER" | "CLOCK_BEHIND";
        FieldError: {
            /** @description A path such as `data.actor.id`, or over HTTP a parameter or a header; empty for the message or request as a whole. */
            field: string;
            message: string;
        };
        /** @description RFC 9457. `errors` comes with MALFORMED; a rule's refusal carries `commandId` and `position`, the ids and times of what it is about, and `repeated` when it was given before. */
        Problem: {
            /**
             * Format: uri
             * @description `urn:support-access:problem:` and the code in lower case.
             */
            type: string;
            /** @description The name of the status. */
            title: string;
            status: number;
            /** @description For people; may change. */
            detail: string;
            /**
             * @description For programs; does not change.
             * @enum {string}
             */
            code: "MALFORMED" | "POSITION_UNKNOWN" | "UNAUTHENTICATED" | "FORBIDDEN" | "FORCED_SSO" | "ACCESS_EXPIRED" | "TIER_REQUIRED" | "IMPERSONATED" | "NOT_REQUESTER" | "NOT_SESSION_ENGINEER" | "UNKNOWN_WORKSPACE" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "NOT_ACCEPTABLE" | "ALREADY_GRANTED" | "NO_ACTIVE_GRANT" | "ALREADY_REQUESTED" | "REQUEST_LIMIT" | "REQUEST_NOT_PENDING" | "EXTENSION_LIMIT" | "CONSECUTIVE_LIMIT" | "SESSION_LIMIT" | "NO_LIVE_SESSION" | "COMMAND_ID_REUSED" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "TICKET_REQUIRED" | "TOO_MANY_REQUESTS" | "REFUSED" | "INTERNAL" | "UNAVAILABLE" | "LOG_DAMAGED" | "STORE_REFUSED" | "LOG_REPLACED" | "CLOCK_BEHIND";
            errors?: components["schemas"]["FieldError"][];
            commandId?: components["schemas"]["CommandId"];
            /** @description The position in the log that this answer knows. Send it as `Min-Position` to read at least as much. */
            position?: components["schemas"]["AnyPosition"];
            grantId?: components["schemas"]["Id"];
            requestId?: components["schemas"]["Id"];
            sessionId?: components["schemas"]["Id"];
            /** @description The grant's end. */
            expiresAt?: components["schemas"]["Instant"];
            /** @description When the same could be accepted, as far as this rule goes. */
            retryAt?: components["schemas"]["Instant"];
            /** @description The latest end that an extension may give. */
            latestExpiresAt?: components["schemas"]["Instant"];
            /**
             * @description There when the command had been sent before: this is its first answer again, whatever has happened since. Over HTTP `Idempotent-Replayed: true` says the same.
             * @constant
             */
            repeated?: true;
        };
        /** @description A CloudEvent 1.0 in structured mode. Attributes that are not named here are taken and not read. `data_base64` is taken in place of `data`. */
        Command: {
            /** @constant */
            specversion: "1.0";
            /** @description The command's id; not beginning with `expire-`. */
            id: components["schemas"]["Id"];
            /** @description Without lone surrogates. */
            source: string;
            /** @enum {string} */
            type: "UpdateWorkspace" | "RequestSupportAccess" | "WithdrawSupportAccessRequest" | "DeclineSupportAccessRequest" | "GrantSupportAccess" | "ExtendSupportAccess" | "RecordSupportLogin" | "EndSupportSession" | "RevokeSupportAccess" | "CloseTicket";
            /** @description Equal to `data.workspaceId`. */
            subject?: string | null;
            /** Format: date-time */
            time?: string | null;
            /** @description A JSON media type. */
            datacontenttype?: string | null;
            /** @description Without lone surrogates. */
            dataschema?: string | null;
            correlationid?: string | null;
            causationid?: string | null;
        };
        UpdateWorkspace: Omit<components["schemas"]["Command"], "type"> & {
            /** @enum {string} */
            type: "UpdateWorkspace";
            data: components["schemas"]["UpdateWorkspaceData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "UpdateWorkspace";
        };
        UpdateWorkspaceData: {
            workspaceId: components["schemas"]["Id"];
            tier: components["schemas"]["Tier"];
            /** @description Such a workspace has no support access; an active grant ends. */
            forcedSso: boolean;
            /** @description Whole; who is not in it owns no longer. */
            ownerIds: components["schemas"]["PersonId"][];
            actor?: components["schemas"]["Actor"];
            name?: components["schemas"]["Text"];
        };
        RequestSupportAccess: Omit<components["schemas"]["Command"], "type"> & {
            /** @enum {string} */
            type: "RequestSupportAccess";
            data: components["schemas"]["RequestSupportAccessData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "RequestSupportAccess";
        };
        RequestSupportAccessData: {
            workspaceId: components["schemas"]["Id"];
            engineer: components["schemas"]["Engineer"];
            /** @description Why, in their own words. */
            reason: components["schemas"]["Text"];
            /**
             * @description How long they ask for; a day unless said otherwise.
             * @default 1440
             */
            durationMinutes?: number;
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description Asks to extend this grant, the active one, by so many minutes. */
            grantId?: components["schemas"]["Id"];
            /** @description The engineer's. */
            ipAddress?: components["schemas"]["Text"];
            /** @description The engineer's. */
            userAgent?: components["schemas"]["Text"];
        };
        WithdrawSupportAccessRequest: Omit<components["schemas"]["Command"], "type"> & {
            /** @enum {string} */
            type: "WithdrawSupportAccessRequest";
            data: components["schemas"]["WithdrawSupportAccessRequestData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "WithdrawSupportAccessRequest";
        };
        WithdrawSupportAccessRequestData: {
            workspaceId: components["schemas"]["Id"];
            requestId: components["schemas"]["Id"];
            /** @description By the engineer: exactly one of `engineer` and `actor`. */
            engineer?: components["schemas"]["Engineer"];
            /** @description By somebody else: exactly one of `engineer` and `actor`. */
            actor?: components["schemas"]["Actor"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        DeclineSupportAccessRequest: Omit<components["schemas"]["Command"], "type"> & {
            /** @enum {string} */
            type: "DeclineSupportAccessRequest";
            data: components["schemas"]["DeclineSupportAccessRequestData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DeclineSupportAccessRequest";
        };
        DeclineSupportAccessRequestData: {
            workspaceId: components["schemas"]["Id"];
            requestId: components["schemas"]["Id"];
            actor: components["schemas"]["Actor"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        GrantSupportAccess: Omit<components["schemas"]["Command"], "type"> & {
            /** @enum {string} */
            type: "GrantSupportAccess";
            data: components["schemas"]["GrantSupportAccessData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "GrantSupportAccess";
        };
        GrantSupportAccessData: {
            workspaceId: components["schemas"]["Id"];
            actor: components["schemas"]["Actor"];
            /**
             * @description How long; unless said otherwise seven days, or what the request asks for.
             * @default 10080
             */
            durationMinutes?: number;
            /** @description Approves this request, whose ticket is the grant’s. */
            requestId?: components["schemas"]["Id"];
            /** @description The support case. Not beside `requestId`. */
            ticketId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        ExtendSupportAccess: Omit<components["schemas"]["Command"], "type"> & {
            /** @enum {string} */
            type: "ExtendSupportAccess";
            data: components["schemas"]["ExtendSupportAccessData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ExtendSupportAccess";
        };
        ExtendSupportAccessData: {
            workspaceId: components["schemas"]["Id"];
            actor: components["schemas"]["Actor"];
            /** @description The active one. */
            grantId: components["schemas"]["Id"];
            /** @description Added to the end of the grant; absent only with `requestId`, and then what the request asks for. */
            additionalMinutes?: number;
            /** @description Approves this request. */
            requestId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        RecordSupportLogin: Omit<components["schemas"]["Command"], "type"> & {
            /** @enum {string} */
            type: "RecordSupportLogin";
            data: components["schemas"]["RecordSupportLoginData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "RecordSupportLogin";
        };
        RecordSupportLoginData: {
            workspaceId: components["schemas"]["Id"];
            engineer: components["schemas"]["Engineer"];
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
            /** @description The engineer's. */
            ipAddress?: components["schemas"]["Text"];
            /** @description The engineer's. */
            userAgent?: components["schemas"]["Text"];
        };
        EndSupportSession: Omit<components["schemas"]["Command"], "type"> & {
            /** @enum {string} */
            type: "EndSupportSession";
            data: components["schemas"]["EndSupportSessionData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "EndSupportSession";
        };
        EndSupportSessionData: {
            workspaceId: components["schemas"]["Id"];
            sessionId: components["schemas"]["Id"];
            /** @description By the engineer: exactly one of `engineer` and `actor`. */
            engineer?: components["schemas"]["Engineer"];
            /** @description By somebody else: exactly one of `engineer` and `actor`. */
            actor?: components["schemas"]["Actor"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        RevokeSupportAccess: Omit<components["schemas"]["Command"], "type"> & {
            /** @enum {string} */
            type: "RevokeSupportAccess";
            data: components["schemas"]["RevokeSupportAccessData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "RevokeSupportAccess";
        };
        RevokeSupportAccessData: {
            workspaceId: components["schemas"]["Id"];
            actor: components["schemas"]["Actor"];
            /** @description Only this grant; the active one when absent. */
            grantId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        CloseTicket: Omit<components["schemas"]["Command"], "type"> & {
            /** @enum {string} */
            type: "CloseTicket";
            data: components["schemas"]["CloseTicketData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CloseTicket";
        };
        CloseTicketData: {
            workspaceId: components["schemas"]["Id"];
            /** @description The support case. */
            ticketId: components["schemas"]["Id"];
            actor?: components["schemas"]["Actor"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        EventReference: {
            id: components["schemas"]["Uuid"];
            type: components["schemas"]["EventType"];
            /** @description In the workspace's stream, from 0. */
            revision: number;
        };
        Accepted: {
            commandId: components["schemas"]["CommandId"];
            workspaceId: components["schemas"]["Id"];
            /** @constant */
            outcome: "accepted";
            /** @description What was recorded, in order. */
            events: components["schemas"]["EventReference"][];
            /** @description The position in the log that this answer knows. Send it as `Min-Position` to read at least as much. */
            position: components["schemas"]["AnyPosition"];
            /**
             * @description There when the command had been sent before: this is its first answer again, whatever has happened since. Over HTTP `Idempotent-Replayed: true` says the same.
             * @constant
             */
            repeated?: true;
        };
        DenialDetail: {
            grantId?: components["schemas"]["Id"];
            requestId?: components["schemas"]["Id"];
            sessionId?: components["schemas"]["Id"];
            /** @description The grant's end. */
            expiresAt?: components["schemas"]["Instant"];
            /** @description When the same could be accepted, as far as this rule goes. */
            retryAt?: components["schemas"]["Instant"];
            /** @description The latest end that an extension may give. */
            latestExpiresAt?: components["schemas"]["Instant"];
        };
        /** @description As on the results topic. What was denied has a `code`. */
        CommandResult: {
            commandId: components["schemas"]["CommandId"];
            workspaceId: components["schemas"]["Id"];
            /**
             * @description `accepted`: it was done; `denied`: a rule refused it: `code` says which; `ignored`: there was nothing to do
             * @enum {string}
             */
            outcome: "accepted" | "denied" | "ignored";
            /** @description What was recorded, in order. */
            events: components["schemas"]["EventReference"][];
            code?: components["schemas"]["ResultCode"];
            detail?: components["schemas"]["DenialDetail"];
            /** @description Absent when nothing was recorded. */
            position?: components["schemas"]["AnyPosition"];
            /**
             * @description There when the command had been sent before: this is its first answer again, whatever has happened since. Over HTTP `Idempotent-Replayed: true` says the same.
             * @constant
             */
            repeated?: true;
        };
        /**
         * @description `NOT_WORKSPACE_OWNER`: the actor owns no such workspace; `UNKNOWN_WORKSPACE`: there is no such workspace; `FORCED_SSO`: a workspace that forces single sign-on cannot grant support access; `ALREADY_GRANTED`: there is an active grant; `ALREADY_REQUESTED`: this engineer has asked already, and waits for an answer; `REQUEST_LIMIT`: five requests are pending, or ten were made within a day; `REQUEST_NOT_PENDING`: there is no such pending request; `NOT_REQUESTER`: it is the request of another engineer; `IMPERSONATED`: support access cannot be granted or extended through a support session; `NO_ACTIVE_GRANT`: there is no such active grant; `ACCESS_EXPIRED`: the grant has expired; `EXTENSION_LIMIT`: a grant ends seven days after it was given at the latest, and is extended only so often; `CONSECUTIVE_LIMIT`: too many grants have followed each other within a day; `TICKET_REQUIRED`: a ticket is required: for a login the grant's, or any when the grant names none; for a request, and where grants need one, any; `SESSION_LIMIT`: a hundred sessions are live under this grant; `NO_LIVE_SESSION`: there is no such live session; `NOT_SESSION_ENGINEER`: it is the session of another engineer; `CLOCK_BEHIND`: the server's clock is behind what is recorded; `COMMAND_ID_REUSED`: recorded nowhere: the id belongs to a command with other content
         * @enum {string}
         */
        ResultCode: "NOT_WORKSPACE_OWNER" | "UNKNOWN_WORKSPACE" | "FORCED_SSO" | "ALREADY_GRANTED" | "ALREADY_REQUESTED" | "REQUEST_LIMIT" | "REQUEST_NOT_PENDING" | "NOT_REQUESTER" | "IMPERSONATED" | "NO_ACTIVE_GRANT" | "ACCESS_EXPIRED" | "EXTENSION_LIMIT" | "CONSECUTIVE_LIMIT" | "TICKET_REQUIRED" | "SESSION_LIMIT" | "NO_LIVE_SESSION" | "NOT_SESSION_ENGINEER" | "CLOCK_BEHIND" | "COMMAND_ID_REUSED";
        WorkspaceDescription: {
            tier: components["schemas"]["Tier"];
            /** @description Such a workspace has no support access; an active grant ends. */
            forcedSso: boolean;
            /** @description Whole; who is not in it owns no longer. */
            ownerIds: components["schemas"]["PersonId"][];
            name?: components["schemas"]["Text"];
        };
        GrantTerms: {
            /**
             * @description How long; unless said otherwise seven days, or what the request asks for.
             * @default 10080
             */
            durationMinutes?: number;
            /** @description The support case. Not beside `requestId`. */
            ticketId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        LoginTerms: {
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        /**
         * @description `revoked`: see `cause`
         * @enum {string}
         */
        GrantStatus: "active" | "expired" | "revoked";
        Grant: {
            commandId: components["schemas"]["CommandId"];
            workspaceId: components["schemas"]["Id"];
            grantId: components["schemas"]["Id"];
            grantedBy: components["schemas"]["Party"];
            grantedAt: components["schemas"]["Instant"];
            /** @description The first instant at which there is no access any more, extensions included. */
            expiresAt: components["schemas"]["Instant"];
            /** @description How often it was extended. */
            extensions: number;
            /** @description The latest end that extensions may give it. */
            latestExpiresAt: components["schemas"]["Instant"];
            /** @description The position in the log that this answer knows. Send it as `Min-Position` to read at least as much. */
            position: components["schemas"]["AnyPosition"];
            /** @description The request that it approved. */
            requestId?: components["schemas"]["Id"];
            /** @description The grant before it, which ended less than a day earlier. */
            previousGrantId?: components["schemas"]["Id"];
            /** @description How many grants in a row this makes. */
            consecutive?: number;
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
            /**
             * @description There when the command had been sent before: this is its first answer again, whatever has happened since. Over HTTP `Idempotent-Replayed: true` says the same.
             * @constant
             */
            repeated?: true;
        };
        ListedGrant: {
            commandId: components["schemas"]["CommandId"];
            workspaceId: components["schemas"]["Id"];
            grantId: components["schemas"]["Id"];
            grantedBy: components["schemas"]["Party"];
            grantedAt: components["schemas"]["Instant"];
            /** @description The first instant at which there is no access any more, extensions included. */
            expiresAt: components["schemas"]["Instant"];
            /** @description How often it was extended. */
            extensions: number;
            /** @description The latest end that extensions may give it. */
            latestExpiresAt: components["schemas"]["Instant"];
            /** @description The position in the log that this answer knows. Send it as `Min-Position` to read at least as much. */
            position: components["schemas"]["AnyPosition"];
            status: components["schemas"]["GrantStatus"];
            /** @description The request that it approved. */
            requestId?: components["schemas"]["Id"];
            /** @description The grant before it, which ended less than a day earlier. */
            previousGrantId?: components["schemas"]["Id"];
            /** @description How many grants in a row this makes. */
            consecutive?: number;
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
            endedAt?: components["schemas"]["Instant"];
            cause?: components["schemas"]["Cause"];
            revokedBy?: components["schemas"]["Party"];
        };
        Extension: {
            commandId: components["schemas"]["CommandId"];
            workspaceId: components["schemas"]["Id"];
            grantId: components["schemas"]["Id"];
            /** @description Counted from 1. */
            extension: number;
            extendedBy: components["schemas"]["Party"];
            at: components["schemas"]["Instant"];
            previousExpiresAt: components["schemas"]["Instant"];
            /** @description The first instant at which there is no access any more. */
            expiresAt: components["schemas"]["Instant"];
            /** @description The position in the log that this answer knows. Send it as `Min-Position` to read at least as much. */
            position: components["schemas"]["AnyPosition"];
            /** @description The request that it approved. */
            requestId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
            /**
             * @description There when the command had been sent before: this is its first answer again, whatever has happened since. Over HTTP `Idempotent-Replayed: true` says the same.
             * @constant
             */
            repeated?: true;
        };
        ExtensionTerms: {
            /** @description The active one. */
            grantId: components["schemas"]["Id"];
            /** @description Added to the end of the grant, not to the clock. */
            additionalMinutes: number;
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        GrantPage: {
            grants: components["schemas"]["ListedGrant"][];
            /** @description The cursor of the next page; absent on the last. */
            next?: string;
        };
        Session: {
            sessionId: components["schemas"]["Id"];
            engineer: components["schemas"]["Engineer"];
            at: components["schemas"]["Instant"];
            sessionExpiresAt: components["schemas"]["Instant"];
        };
        Login: {
            commandId: components["schemas"]["CommandId"];
            workspaceId: components["schemas"]["Id"];
            grantId: components["schemas"]["Id"];
            sessionId: components["schemas"]["Id"];
            engineer: components["schemas"]["Engineer"];
            at: components["schemas"]["Instant"];
            sessionExpiresAt: components["schemas"]["Instant"];
            /** @description The position in the log that this answer knows. Send it as `Min-Position` to read at least as much. */
            position: components["schemas"]["AnyPosition"];
            /**
             * @description There when the command had been sent before: this is its first answer again, whatever has happened since. Over HTTP `Idempotent-Replayed: true` says the same.
             * @constant
             */
            repeated?: true;
            /** @description The session token, a JWT. Sent again, only while the session is live. */
            token?: string;
        };
        CurrentAccess: {
            workspaceId: components["schemas"]["Id"];
            asOf: components["schemas"]["Instant"];
            /** @enum {string} */
            status: "none" | "active";
            /** @description Those that were live at `asOf`, oldest first. */
            sessions: components["schemas"]["Session"][];
            /** @description Those that waited for an answer at `asOf`, oldest first; for an engineer their own. */
            requests: components["schemas"]["AccessRequest"][];
            workspace: components["schemas"]["WorkspaceFacts"];
            /** @description The position in the log that this answer knows. Send it as `Min-Position` to read at least as much. */
            position: components["schemas"]["AnyPosition"];
            grant?: components["schemas"]["Grant"];
            lastEnd?: components["schemas"]["GrantEnd"];
            refusals?: components["schemas"]["Refusals"];
        };
        /** @description How the latest grant by `asOf` ended; there when none is active and there was one. */
        GrantEnd: {
            grantId: components["schemas"]["Id"];
            /** @description For `expired` its own end, else when it was ended. */
            endedAt: components["schemas"]["Instant"];
            cause: components["schemas"]["Cause"];
            /** @description Who ended it; absent for `expired`. */
            endedBy?: components["schemas"]["Party"];
            /** @description That of the grant; for `ticket-closed` the one that was closed. */
            ticketId?: components["schemas"]["Id"];
        };
        /** @description By now, whatever `asOf` is. */
        WorkspaceFacts: {
            tier: components["schemas"]["Tier"];
            forcedSso: boolean;
            name?: string;
        };
        /** @description For owners, and of now: why a grant would be refused them, or an extension by a minute; absent where it would not be. */
        Refusals: {
            grant?: components["schemas"]["DenialCode"];
            extend?: components["schemas"]["DenialCode"];
        };
        RequestTerms: {
            /** @description Why, in their own words. */
            reason: components["schemas"]["Text"];
            /**
             * @description How long they ask for; a day unless said otherwise.
             * @default 1440
             */
            durationMinutes?: number;
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description Asks to extend this grant, the active one, by so many minutes. */
            grantId?: components["schemas"]["Id"];
        };
        AccessRequest: {
            commandId: components["schemas"]["CommandId"];
            workspaceId: components["schemas"]["Id"];
            requestId: components["schemas"]["Id"];
            requestedBy: components["schemas"]["Party"];
            at: components["schemas"]["Instant"];
            /** @description The first instant at which nobody can say yes any more. */
            requestExpiresAt: components["schemas"]["Instant"];
            /** @description How long they ask for. */
            durationMinutes: number;
            /** @description Why, in their own words. */
            reason: components["schemas"]["Text"];
            /** @description The position in the log that this answer knows. Send it as `Min-Position` to read at least as much. */
            position: components["schemas"]["AnyPosition"];
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description The grant to extend. */
            grantId?: components["schemas"]["Id"];
            /**
             * @description There when the command had been sent before: this is its first answer again, whatever has happened since. Over HTTP `Idempotent-Replayed: true` says the same.
             * @constant
             */
            repeated?: true;
        };
        /**
         * @description `approved`: by `approvedGrantId`
         * @enum {string}
         */
        RequestStatus: "pending" | "approved" | "declined" | "withdrawn" | "expired" | "superseded" | "grant-ended" | "ticket-closed" | "forced-sso";
        ListedRequest: {
            commandId: components["schemas"]["CommandId"];
            workspaceId: components["schemas"]["Id"];
            requestId: components["schemas"]["Id"];
            requestedBy: components["schemas"]["Party"];
            at: components["schemas"]["Instant"];
            /** @description The first instant at which nobody can say yes any more. */
            requestExpiresAt: components["schemas"]["Instant"];
            /** @description How long they ask for. */
            durationMinutes: number;
            /** @description Why, in their own words. */
            reason: components["schemas"]["Text"];
            /** @description The position in the log that this answer knows. Send it as `Min-Position` to read at least as much. */
            position: components["schemas"]["AnyPosition"];
            status: components["schemas"]["RequestStatus"];
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description The grant to extend. */
            grantId?: components["schemas"]["Id"];
            /** @description When it was over in fact. */
            endedAt?: components["schemas"]["Instant"];
            endedBy?: components["schemas"]["Party"];
            /** @description Why it was answered so, in their own words. */
            endReason?: string;
            /** @description The grant that approves it, or that was extended. */
            approvedGrantId?: components["schemas"]["Id"];
        };
        RequestPage: {
            requests: components["schemas"]["ListedRequest"][];
            /** @description The cursor of the next page; absent on the last. */
            next?: string;
        };
        ApprovalTerms: {
            /** @description How long, or how much longer; what was asked for when absent. */
            durationMinutes?: number;
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        RefusalTerms: {
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        /** @description A `Grant`; of a request for an extension an `Extension`, which has `extension`. */
        Approval: {
            commandId: components["schemas"]["CommandId"];
            workspaceId: components["schemas"]["Id"];
            grantId: components["schemas"]["Id"];
            /** @description The first instant at which there is no access any more. */
            expiresAt: components["schemas"]["Instant"];
            /** @description The request that it approves. */
            requestId: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
            /**
             * @description There when the command had been sent before: this is its first answer again, whatever has happened since. Over HTTP `Idempotent-Replayed: true` says the same.
             * @constant
             */
            repeated?: true;
            /** @description The position in the log that this answer knows. Send it as `Min-Position` to read at least as much. */
            position: components["schemas"]["AnyPosition"];
            grantedBy?: components["schemas"]["Party"];
            grantedAt?: components["schemas"]["Instant"];
            extensions?: number;
            /** @description The latest end that extensions may give it. */
            latestExpiresAt?: components["schemas"]["Instant"];
            /** @description The grant before it, which ended less than a day earlier. */
            previousGrantId?: components["schemas"]["Id"];
            /** @description How many grants in a row this makes. */
            consecutive?: number;
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description Counted from 1. */
            extension?: number;
            extendedBy?: components["schemas"]["Party"];
            at?: components["schemas"]["Instant"];
            previousExpiresAt?: components["schemas"]["Instant"];
        };
        ListedSession: {
            workspaceId: components["schemas"]["Id"];
            grantId: components["schemas"]["Id"];
            sessionId: components["schemas"]["Id"];
            engineer: components["schemas"]["Engineer"];
            at: components["schemas"]["Instant"];
            sessionExpiresAt: components["schemas"]["Instant"];
            position: components["schemas"]["AnyPosition"];
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            cause?: components["schemas"]["SessionCause"];
            /** @description When it was over in fact. */
            endedAt?: components["schemas"]["Instant"];
        };
        SessionPage: {
            sessions: components["schemas"]["ListedSession"][];
            /** @description The cursor of the next page; absent on the last. */
            next?: string;
        };
        TokenRevocation: {
            /** @constant */
            active: false;
        };
        TicketClosing: {
            /** @description Only these; where something names the ticket when absent. */
            workspaceIds?: components["schemas"]["Id"][];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        TicketClosure: {
            /** @description The support case. */
            ticketId: components["schemas"]["Id"];
            /** @description One for each command. What was closed by this call before is among them, with `repeated`. */
            results: components["schemas"]["CommandResult"][];
            /** @description How much of the log was looked at: what was opened after it is not closed. */
            position: components["schemas"]["AnyPosition"];
        };
        EngineerClosing: {
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        EngineerClosure: {
            engineerId: components["schemas"]["PersonId"];
            /** @description One for each command. What was closed by this call before is among them, with `repeated`. */
            results: components["schemas"]["CommandResult"][];
            /** @description How much of the log was looked at: what was opened after it is not closed. */
            position: components["schemas"]["AnyPosition"];
        };
        AuditEntry: {
            id: components["schemas"]["Id"];
            type: components["schemas"]["EventType"];
            /** @description The product's wording, such as Support Access Expired. */
            label: string;
            workspaceId: components["schemas"]["Id"];
            actor: components["schemas"]["Party"];
            /** @description When it happened. */
            at: components["schemas"]["Instant"];
            /** @description When it was written. */
            recordedAt: components["schemas"]["Instant"];
            /** @description In the workspace's stream, from 0. */
            revision: number;
            position: components["schemas"]["AnyPosition"];
            grantId?: components["schemas"]["Id"];
            requestId?: components["schemas"]["Id"];
            sessionId?: components["schemas"]["Id"];
            cause?: components["schemas"]["AnyCause"];
            code?: components["schemas"]["DenialCode"];
            /** @description Of a refusal: the type of the command that was refused. */
            attempted?: components["schemas"]["AttemptedCommand"];
            /** @description The grant's end: as it was granted, as it was extended to, or its last one. */
            expiresAt?: components["schemas"]["Instant"];
            /** @description Of a request: how long the grant is to be, or by how much longer. */
            durationMinutes?: number;
            /** @description Which extension of its grant, counted from 1. */
            extension?: number;
            /** @description Of a session: when it was over in fact. */
            endedAt?: components["schemas"]["Instant"];
            /**
             * Format: int64
             * @description Of an end by time: how long after the end in fact it was recorded.
             */
            lagMs?: number;
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
            ipAddress?: string;
            userAgent?: string;
            /** @description Who handed the command in, and by what way; for auditors alone, and not in the CSV. */
            source?: components["schemas"]["CommandSource"];
        };
        /** @description What earlier releases recorded has neither `subject` nor `producer`. */
        CommandSource: {
            /**
             * @description `http`: has `subject`; `kafka`: has `topic`, `partition`, `offset` and `producer`; `saga`: an expiry, which the service itself records
             * @enum {string}
             */
            kind: "http" | "kafka" | "saga";
            /** @description Of the token. */
            subject?: string;
            topic?: string;
            partition?: number;
            offset?: string;
            /** @description `source` of the CloudEvent: what the producer says of itself. */
            producer?: string;
        };
        AuditTrailPage: {
            entries: components["schemas"]["AuditEntry"][];
            /** @description The cursor of the next page; absent on the last. */
            next?: string;
            damage?: components["schemas"]["TrailDamage"];
        };
        /** @description There when the log of this workspace is damaged: the trail ends before this revision, what follows cannot be believed. */
        TrailDamage: {
            /** @description In the workspace's stream, from 0. */
            revision: number;
            /** @description What is wrong there, in words. */
            what: string;
        };
        /** @description A structured CloudEvent 1.0, with the attributes that it has on Kafka. */
        Event: {
            /** @constant */
            specversion: "1.0";
            /** @description The same wherever the event is seen. */
            id: components["schemas"]["Uuid"];
            /** @description Which installation says so: its `EVIDENCE_ORIGIN`. */
            source: string;
            type: components["schemas"]["EventType"];
            /** @description The workspace. */
            subject: components["schemas"]["Id"];
            /** @description When it was recorded. */
            time: components["schemas"]["Instant"];
            /** @constant */
            datacontenttype: "application/json";
            /** @description Names the shape of `data` and its version, such as `urn:support-access:event:SupportAccessGranted:1`. */
            dataschema: string;
            /** @description Where it is in the log; grows and has gaps. */
            position: components["schemas"]["Position"];
            /** @description In the workspace's stream, from 0. */
            revision: number;
            /** @description SHA-256 over this event and the chain of the one before it in its workspace. */
            chain: string;
            /** @description What it belongs to: the `X-Request-Id` of the request, if it had one. */
            correlationid: string;
            /** @description W3C trace context, if there was one. */
            traceparent?: string;
        };
        WorkspaceUpdated: Omit<components["schemas"]["Event"], "type"> & {
            /** @enum {string} */
            type: "WorkspaceUpdated";
            data: components["schemas"]["WorkspaceUpdatedData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "WorkspaceUpdated";
        };
        WorkspaceUpdatedData: {
            workspaceId: components["schemas"]["Id"];
            tier: components["schemas"]["Tier"];
            forcedSso: boolean;
            /** @description All of them. */
            ownerIds: components["schemas"]["PersonId"][];
            at: components["schemas"]["Instant"];
            name?: components["schemas"]["Text"];
            by?: components["schemas"]["Party"];
        };
        SupportAccessRequested: Omit<components["schemas"]["Event"], "type"> & {
            /** @enum {string} */
            type: "SupportAccessRequested";
            data: components["schemas"]["SupportAccessRequestedData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SupportAccessRequested";
        };
        SupportAccessRequestedData: {
            workspaceId: components["schemas"]["Id"];
            requestId: components["schemas"]["Uuid"];
            requestedBy: components["schemas"]["Party"];
            at: components["schemas"]["Instant"];
            /** @description The first instant at which nobody can say yes any more. */
            requestExpiresAt: components["schemas"]["Instant"];
            /** @description How long they ask for. */
            durationMinutes: number;
            /** @description Why, in their own words. */
            reason: components["schemas"]["Text"];
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description The grant to extend. */
            grantId?: components["schemas"]["Uuid"];
            /** @description The engineer's. */
            ipAddress?: components["schemas"]["Text"];
            /** @description The engineer's. */
            userAgent?: components["schemas"]["Text"];
        };
        SupportAccessRequestClosed: Omit<components["schemas"]["Event"], "type"> & {
            /** @enum {string} */
            type: "SupportAccessRequestClosed";
            data: components["schemas"]["SupportAccessRequestClosedData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SupportAccessRequestClosed";
        };
        SupportAccessRequestClosedData: {
            workspaceId: components["schemas"]["Id"];
            requestId: components["schemas"]["Uuid"];
            cause: components["schemas"]["RequestCause"];
            closedBy: components["schemas"]["Party"];
            at: components["schemas"]["Instant"];
            /** @description For `expired`, `at` minus this is how late it was recorded. */
            requestExpiresAt: components["schemas"]["Instant"];
            /** @description The grant that was given, extended or ended. */
            grantId?: components["schemas"]["Uuid"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        SupportAccessGranted: Omit<components["schemas"]["Event"], "type"> & {
            /** @enum {string} */
            type: "SupportAccessGranted";
            data: components["schemas"]["SupportAccessGrantedData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SupportAccessGranted";
        };
        SupportAccessGrantedData: {
            workspaceId: components["schemas"]["Id"];
            grantId: components["schemas"]["Uuid"];
            grantedBy: components["schemas"]["Party"];
            grantedAt: components["schemas"]["Instant"];
            /** @description The first instant at which there is no access any more. */
            expiresAt: components["schemas"]["Instant"];
            /** @description The request that this approves. */
            requestId?: components["schemas"]["Uuid"];
            /** @description The grant before it, which ended less than a day earlier. */
            previousGrantId?: components["schemas"]["Uuid"];
            /** @description How many grants in a row this makes. */
            consecutive?: number;
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        SupportAccessExtended: Omit<components["schemas"]["Event"], "type"> & {
            /** @enum {string} */
            type: "SupportAccessExtended";
            data: components["schemas"]["SupportAccessExtendedData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SupportAccessExtended";
        };
        SupportAccessExtendedData: {
            workspaceId: components["schemas"]["Id"];
            grantId: components["schemas"]["Uuid"];
            /** @description Counted from 1. */
            extension: number;
            extendedBy: components["schemas"]["Party"];
            at: components["schemas"]["Instant"];
            previousExpiresAt: components["schemas"]["Instant"];
            /** @description The first instant at which there is no access any more. */
            expiresAt: components["schemas"]["Instant"];
            /** @description The request that this approves. */
            requestId?: components["schemas"]["Uuid"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        SupportLogin: Omit<components["schemas"]["Event"], "type"> & {
            /** @enum {string} */
            type: "SupportLogin";
            data: components["schemas"]["SupportLoginData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SupportLogin";
        };
        SupportLoginData: {
            workspaceId: components["schemas"]["Id"];
            grantId: components["schemas"]["Uuid"];
            sessionId: components["schemas"]["Uuid"];
            engineer: components["schemas"]["Engineer"];
            at: components["schemas"]["Instant"];
            /** @description When the session ends, if its grant doesn't before. */
            sessionExpiresAt: components["schemas"]["Instant"];
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
            /** @description The engineer's. */
            ipAddress?: components["schemas"]["Text"];
            /** @description The engineer's. */
            userAgent?: components["schemas"]["Text"];
        };
        SupportSessionEnded: Omit<components["schemas"]["Event"], "type"> & {
            /** @enum {string} */
            type: "SupportSessionEnded";
            data: components["schemas"]["SupportSessionEndedData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SupportSessionEnded";
        };
        SupportSessionEndedData: {
            workspaceId: components["schemas"]["Id"];
            grantId: components["schemas"]["Uuid"];
            sessionId: components["schemas"]["Uuid"];
            engineer: components["schemas"]["Engineer"];
            cause: components["schemas"]["SessionCause"];
            endedBy: components["schemas"]["Party"];
            /** @description When the end was recorded. */
            at: components["schemas"]["Instant"];
            /** @description When the session was over in fact: not later than `at`. */
            endedAt: components["schemas"]["Instant"];
            sessionExpiresAt: components["schemas"]["Instant"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        SupportAccessRevoked: Omit<components["schemas"]["Event"], "type"> & {
            /** @enum {string} */
            type: "SupportAccessRevoked";
            data: components["schemas"]["SupportAccessRevokedData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SupportAccessRevoked";
        };
        SupportAccessRevokedData: {
            workspaceId: components["schemas"]["Id"];
            grantId: components["schemas"]["Uuid"];
            cause: components["schemas"]["Cause"];
            revokedBy: components["schemas"]["Party"];
            at: components["schemas"]["Instant"];
            /** @description The grant's own end, extensions included; for `expired`, `at` minus this is how late it was recorded. */
            expiresAt: components["schemas"]["Instant"];
            /** @description The support case that was closed. */
            ticketId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        SupportTicketClosed: Omit<components["schemas"]["Event"], "type"> & {
            /** @enum {string} */
            type: "SupportTicketClosed";
            data: components["schemas"]["SupportTicketClosedData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SupportTicketClosed";
        };
        SupportTicketClosedData: {
            workspaceId: components["schemas"]["Id"];
            /** @description The support case. */
            ticketId: components["schemas"]["Id"];
            at: components["schemas"]["Instant"];
            by?: components["schemas"]["Party"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
        };
        SupportAccessDenied: Omit<components["schemas"]["Event"], "type"> & {
            /** @enum {string} */
            type: "SupportAccessDenied";
            data: components["schemas"]["SupportAccessDeniedData"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SupportAccessDenied";
        };
        SupportAccessDeniedData: {
            workspaceId: components["schemas"]["Id"];
            attempted: components["schemas"]["AttemptedCommand"];
            code: components["schemas"]["DenialCode"];
            by: components["schemas"]["Party"];
            at: components["schemas"]["Instant"];
            grantId?: components["schemas"]["Id"];
            requestId?: components["schemas"]["Id"];
            sessionId?: components["schemas"]["Id"];
            /** @description The grant's end. */
            expiresAt?: components["schemas"]["Instant"];
            /** @description When the same could be accepted, as far as this rule goes. */
            retryAt?: components["schemas"]["Instant"];
            /** @description The latest end that an extension may give. */
            latestExpiresAt?: components["schemas"]["Instant"];
            /** @description The support case. */
            ticketId?: components["schemas"]["Id"];
            /** @description Why, in their own words. */
            reason?: components["schemas"]["Text"];
            /** @description The engineer's. */
            ipAddress?: components["schemas"]["Text"];
            /** @description The engineer's. */
            userAgent?: components["schemas"]["Text"];
        };
        EventsPage: {
            events: components["schemas"]["Event"][];
            /** @description Where to go on: the `after` of the next page. */
            next: components["schemas"]["Position"];
            /** @description There was no more when this was answered. */
            caughtUp: boolean;
        };
        /** @description That something changed, and what it is about: what it is now is asked by the other calls. */
        Change: {
            type: components["schemas"]["EventType"];
            workspaceId: components["schemas"]["Id"];
            grantId?: components["schemas"]["Id"];
            requestId?: components["schemas"]["Id"];
            sessionId?: components["schemas"]["Id"];
        };
        /** @description Base64 of 32 bytes. */
        Hash: string;
        /** @description A checkpoint as C2SP tlog-checkpoint has it: origin, number of events and base64 of the tree’s root, a line each; a blank line; signatures. */
        SignedNote: string;
        CheckpointsPage: {
            checkpoints: components["schemas"]["SignedNote"][];
            /**
             * Format: int64
             * @description The `after` of the next page; absent on the last.
             */
            next?: number;
        };
        ConsistencyProof: {
            /**
             * Format: int64
             * @description The size of the older tree.
             */
            from: number;
            /**
             * Format: int64
             * @description The size of the newer one.
             */
            to: number;
            /** @description RFC 6962 2.1.2. */
            hashes: components["schemas"]["Hash"][];
        };
        InclusionProof: {
            /**
             * Format: int64
             * @description The place of the event in the log, from 0.
             */
            index: number;
            /**
             * Format: int64
             * @description Of the tree.
             */
            size: number;
            /** @description The data of the leaf: the event’s chain, as bytes. */
            leaf: components["schemas"]["Hash"];
            /** @description RFC 6962 2.1.1. */
            hashes: components["schemas"]["Hash"][];
        };
        Subject: {
            /**
             * @description `engineer`; anything else is `UNSUPPORTED`.
             * @example engineer
             */
            type: string;
            id: string;
        };
        Action: {
            /** @description `login`: may they enter; `access`: have they a live session; `request`: may they ask for access; else `UNSUPPORTED`. */
            name: string;
        };
        Resource: {
            /**
             * @description `workspace`; anything else is `UNSUPPORTED`.
             * @example workspace
             */
            type: string;
            id: string;
        };
        /** @description Other members, such as `context`, are passed over. */
        Evaluation: {
            subject: components["schemas"]["Subject"];
            action: components["schemas"]["Action"];
            resource: components["schemas"]["Resource"];
        };
        /** @description What stands beside the list is the default of its members. Without a list, one evaluation. */
        EvaluationBatch: {
            subject?: components["schemas"]["Subject"];
            action?: components["schemas"]["Action"];
            resource?: components["schemas"]["Resource"];
            evaluations?: components["schemas"]["EvaluationPart"][];
            options?: components["schemas"]["EvaluationOptions"];
        };
        EvaluationPart: {
            subject?: components["schemas"]["Subject"];
            action?: components["schemas"]["Action"];
            resource?: components["schemas"]["Resource"];
        };
        EvaluationOptions: {
            /**
             * @description `execute_all`: all are decided; `deny_on_first_deny`: the first denial is the last that is decided; `permit_on_first_permit`: the first permission is the last that is decided
             * @default execute_all
             * @enum {string}
             */
            evaluations_semantic?: "execute_all" | "deny_on_first_deny" | "permit_on_first_permit";
        };
        Decision: {
            decision: boolean;
            context: components["schemas"]["DecisionContext"];
        };
        DecisionContext: {
            /**
             * @description `ALREADY_REQUESTED`: this engineer waits for an answer: `requestId`; `REQUEST_LIMIT`: too many are pending, or were made within a day: `retryAt`; `LOG_DAMAGED`: the log of this workspace is not what was recorded; `LOG_REPLACED`: the log is not the one that was read before: nobody is let in; `UNSUPPORTED`: not a question about engineers and workspaces
             * @enum {string}
             */
            reason: "ACTIVE_GRANT" | "LIVE_SESSION" | "MAY_REQUEST" | "UNKNOWN_WORKSPACE" | "NO_ACTIVE_GRANT" | "ACCESS_EXPIRED" | "NO_LIVE_SESSION" | "FORCED_SSO" | "ALREADY_GRANTED" | "ALREADY_REQUESTED" | "REQUEST_LIMIT" | "LOG_DAMAGED" | "LOG_REPLACED" | "UNSUPPORTED";
            /** @description The position in the log that this answer knows. Send it as `Min-Position` to read at least as much. */
            position: components["schemas"]["AnyPosition"];
            grantId?: components["schemas"]["Id"];
            expiresAt?: components["schemas"]["Instant"];
            sessionId?: components["schemas"]["Id"];
            /** @description The pending request of this engineer, of a `login` that is denied, too. */
            requestId?: components["schemas"]["Id"];
            /** @description When a request is taken again. */
            retryAt?: components["schemas"]["Instant"];
            error?: components["schemas"]["DecisionError"];
        };
        DecisionError: {
            /** @constant */
            status: 400;
            message: string;
        };
        /** @description `evaluations`, one for each question; of a request without a list `decision` and `context`. */
        Decisions: {
            evaluations?: components["schemas"]["Decision"][];
            decision?: boolean;
            context?: components["schemas"]["DecisionContext"];
        };
        /** @description All of it when the token is active; `active` alone when it is not. */
        Introspection: {
            active: boolean;
            iss?: string;
            aud?: string;
            /** @description The owner who gave the grant. */
            sub?: components["schemas"]["Id"];
            act?: components["schemas"]["ActingEngineer"];
            workspace?: components["schemas"]["Id"];
            grant?: components["schemas"]["Id"];
            sid?: components["schemas"]["Id"];
            jti?: components["schemas"]["Id"];
            /**
             * Format: int64
             * @description Seconds since 1970.
             */
            iat?: number;
            /**
             * Format: int64
             * @description Seconds since 1970.
             */
            exp?: number;
        };
        ActingEngineer: {
            /** @description The engineer, who acts for the owner (RFC 8693). */
            sub: components["schemas"]["Id"];
        };
        TokenQuestion: {
            token: string;
            /** @description Passed over. */
            token_type_hint?: string;
        };
        Health: {
            /** @enum {string} */
            status: "ready" | "not ready";
            /** @description Components that are down without which this process is ready all the same. */
            degraded: string[];
            components: {
                [key: string]: components["schemas"]["ComponentHealth"];
            };
        };
        ComponentHealth: {
            /** @enum {string} */
            status: "up" | "down";
            /** @description Another process does this, and this one takes over when that one ends. */
            standby?: boolean;
            reason?: string;
        };
        Liveness: {
            /** @constant */
            status: "live";
        };
        IssuerConfiguration: {
            /** Format: uri */
            issuer: string;
            /** Format: uri */
            jwks_uri: string;
            /** Format: uri */
            introspection_endpoint: string;
            /** Format: uri */
            revocation_endpoint: string;
            id_token_signing_alg_values_supported: string[];
            subject_types_supported: string[];
            response_types_supported: string[];
        };
        /** @description RFC 7517. */
        KeySet: {
            keys: components["schemas"]["Key"][];
        };
        /** @description With the parameters of its type. */
        Key: {
            kty: string;
            kid?: string;
        } & {
            [key: string]: unknown;
        };
        AuthzenConfiguration: {
            /** Format: uri */
            policy_decision_point: string;
            /** Format: uri */
            access_evaluation_endpoint: string;
            /** Format: uri */
            access_evaluations_endpoint: string;
        };
        OpenApiDocument: {
            /** @description The version of OpenAPI. */
            openapi: string;
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        /** @description `MALFORMED`: the request cannot be read; `errors` names every field that is wrong; `POSITION_UNKNOWN`: this log has no event at that position, or the cursor is of another store: the log was restored, or moved. Begin from the start; what comes again is known by its id */
        BadRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `UNAUTHENTICATED`: no bearer token, or one that is not believed */
        Unauthorized: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `FORBIDDEN`: the token's roles do not have this call; `FORCED_SSO`: a workspace that forces single sign-on cannot grant support access; `ACCESS_EXPIRED`: the grant has expired; `TIER_REQUIRED`: the workspace's plan does not have the audit trail; `IMPERSONATED`: support access cannot be granted or extended through a support session; `NOT_REQUESTER`: it is the request of another engineer; `NOT_SESSION_ENGINEER`: it is the session of another engineer */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `UNKNOWN_WORKSPACE`: there is no such workspace, or it is not the caller’s: the two are answered alike; `NOT_FOUND`: there is nothing at this path */
        NotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `NOT_ACCEPTABLE`: `Accept` names none of the media types of this call */
        NotAcceptable: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `ALREADY_GRANTED`: there is an active grant; `grantId` and `expiresAt` tell of it; `NO_ACTIVE_GRANT`: there is no such active grant; `ALREADY_REQUESTED`: this engineer has asked already, and waits for an answer; `requestId` tells of it; `REQUEST_LIMIT`: five requests are pending, or ten were made within a day; `retryAt` tells when one is taken again; `REQUEST_NOT_PENDING`: there is no such pending request; `EXTENSION_LIMIT`: a grant ends seven days after it was given at the latest, which is `latestExpiresAt`, and is extended only so often; `CONSECUTIVE_LIMIT`: too many grants have followed each other within a day; `retryAt` tells when one may be given again; `SESSION_LIMIT`: a hundred sessions are live under this grant; `NO_LIVE_SESSION`: there is no such live session; `COMMAND_ID_REUSED`: this `Idempotency-Key` belongs to a request with other content */
        Conflict: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `PAYLOAD_TOO_LARGE`: the body is larger than 64 KiB */
        PayloadTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `UNSUPPORTED_MEDIA_TYPE`: this `Content-Type` or `Content-Encoding` is not taken */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `TICKET_REQUIRED`: a ticket is required: for a login the grant's, or any when the grant names none; for a request, and where grants need one, any */
        UnprocessableEntity: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `TOO_MANY_REQUESTS`: try again after `Retry-After` seconds */
        TooManyRequests: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `INTERNAL`: something went wrong here; it has been logged */
        InternalServerError: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `UNAVAILABLE`: a part is away or behind; nothing is lost, send again after `Retry-After`; `LOG_DAMAGED`: the log of this workspace was found to be damaged: access is denied and nothing is recorded until an operator has restored it, so there is no `Retry-After`; other workspaces go on; `STORE_REFUSED`: the server that holds the log refuses this for good, such as for want of rights or for its size; nothing is recorded, and an operator has to act, so there is no `Retry-After`; `LOG_REPLACED`: the log does not hold what was read from it before (a server restored from an older copy): nothing is recorded for any workspace until an operator has looked at it, so there is no `Retry-After`; `CLOCK_BEHIND`: this server's clock is behind what is recorded: send with a new key */
        ServiceUnavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `METHOD_NOT_ALLOWED`: the path takes other methods: `Allow` names them; `REFUSED`: what HTTP itself refuses: 408 too slow, 414 too long a path, 431 large headers */
        Refused: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description The workspace.
         * @example acme
         */
        workspaceId: components["schemas"]["Id"];
        /**
         * @description The request.
         * @example 0197f3c1-0f4a-7b33-9c62-7d1e8a4b6c15
         */
        requestId: components["schemas"]["Id"];
        /**
         * @description The session.
         * @example 0197f3c4-11b0-7a22-b1d7-3e8f6c5a9d12
         */
        sessionId: components["schemas"]["Id"];
        /**
         * @description The support case.
         * @example T-42
         */
        ticketId: components["schemas"]["Id"];
        /**
         * @description The engineer.
         * @example erin
         */
        engineerId: components["schemas"]["PersonId"];
        /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
        idempotencyKey: string;
        /** @description Answer from at least this position of the log: waits up to 5 s, then 503. */
        minPosition: components["schemas"]["AnyPosition"];
        /** @description Decide from the log itself, whoever wrote it. */
        consistency: "strong";
        /** @description The `ETag` of an answer that you have: 304 when it still holds. */
        ifNoneMatch: string;
        /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
        xRequestId: string;
        /** @description How many at most. */
        limit: number;
        /** @description The `next` of the page before, with the other parameters unchanged. */
        cursor: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description What this answer is, for `If-None-Match`.
         * @example W/"n4bQgYhMfWWaL-qgxVrQFaO_Txs"
         */
        ETag: string;
        /**
         * @description `true` when this is the first answer again.
         * @example true
         */
        "Idempotent-Replayed": string;
        /**
         * @description The next page, when there is one (RFC 8288).
         * @example </v1/grants?cursor=TWTsT0nZ>; rel="next"
         */
        Link: string;
        /**
         * @description Where it is: the current access, or the request.
         * @example /v1/workspaces/acme/support-access
         */
        Location: string;
        /**
         * @description Seconds.
         * @example 1
         */
        "Retry-After": string;
        /**
         * @description What this request is called in the log of the service: as it was given, or made.
         * @example b1946ac9-2492-4d23-8bb0-4e5d5c5a8a3e
         */
        "X-Request-Id": string;
        /**
         * @description RFC 6750.
         * @example Bearer error="invalid_token"
         */
        "WWW-Authenticate": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    executeCommand: {
        parameters: {
            query?: never;
            header?: {
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "specversion": "1.0",
                 *       "id": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                 *       "source": "/crm",
                 *       "type": "GrantSupportAccess",
                 *       "data": {
                 *         "workspaceId": "acme",
                 *         "actor": {
                 *           "id": "olivia"
                 *         },
                 *         "durationMinutes": 120,
                 *         "ticketId": "T-42"
                 *       }
                 *     }
                 */
                "application/cloudevents+json": components["schemas"]["Command"];
            };
        };
        responses: {
            /** @description What became of it. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *       "workspaceId": "acme",
                     *       "outcome": "accepted",
                     *       "events": [
                     *         {
                     *           "id": "5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13",
                     *           "type": "WorkspaceUpdated",
                     *           "revision": 0
                     *         }
                     *       ],
                     *       "position": "1042"
                     *     }
                     */
                    "application/json": components["schemas"]["CommandResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    updateWorkspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Acme",
                 *       "tier": "business",
                 *       "forcedSso": false,
                 *       "ownerIds": [
                 *         "olivia"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["WorkspaceDescription"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *       "workspaceId": "acme",
                     *       "outcome": "accepted",
                     *       "events": [
                     *         {
                     *           "id": "5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13",
                     *           "type": "WorkspaceUpdated",
                     *           "revision": 0
                     *         }
                     *       ],
                     *       "position": "1042"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    readSupportAccess: {
        parameters: {
            query?: {
                /** @description Who could be in at this instant, not in the future; now when absent. */
                asOf?: components["schemas"]["Instant"];
            };
            header?: {
                /** @description Answer from at least this position of the log: waits up to 5 s, then 503. */
                "Min-Position"?: components["parameters"]["minPosition"];
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The access at `asOf`. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "workspaceId": "acme",
                     *       "asOf": "2026-11-22T09:40:00.000Z",
                     *       "status": "active",
                     *       "grant": {
                     *         "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *         "workspaceId": "acme",
                     *         "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *         "grantedBy": {
                     *           "id": "olivia",
                     *           "kind": "user"
                     *         },
                     *         "grantedAt": "2026-11-22T09:30:00.000Z",
                     *         "expiresAt": "2026-11-22T11:30:00.000Z",
                     *         "ticketId": "T-42",
                     *         "reason": "exports fail",
                     *         "extensions": 0,
                     *         "latestExpiresAt": "2026-11-29T09:30:00.000Z",
                     *         "position": "1043"
                     *       },
                     *       "sessions": [
                     *         {
                     *           "sessionId": "0197f3c4-11b0-7a22-b1d7-3e8f6c5a9d12",
                     *           "engineer": {
                     *             "id": "erin",
                     *             "name": "Erin"
                     *           },
                     *           "at": "2026-11-22T09:32:04.120Z",
                     *           "sessionExpiresAt": "2026-11-22T10:32:04.120Z"
                     *         }
                     *       ],
                     *       "requests": [],
                     *       "workspace": {
                     *         "name": "Acme",
                     *         "tier": "business",
                     *         "forcedSso": false
                     *       },
                     *       "refusals": {
                     *         "grant": "ALREADY_GRANTED"
                     *       },
                     *       "position": "1044"
                     *     }
                     */
                    "application/json": components["schemas"]["CurrentAccess"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    grantSupportAccess: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "durationMinutes": 120,
                 *       "ticketId": "T-42",
                 *       "reason": "exports fail"
                 *     }
                 */
                "application/json": components["schemas"]["GrantTerms"];
            };
        };
        responses: {
            /** @description The grant. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *       "workspaceId": "acme",
                     *       "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *       "grantedBy": {
                     *         "id": "olivia",
                     *         "kind": "user"
                     *       },
                     *       "grantedAt": "2026-11-22T09:30:00.000Z",
                     *       "expiresAt": "2026-11-22T11:30:00.000Z",
                     *       "ticketId": "T-42",
                     *       "reason": "exports fail",
                     *       "extensions": 0,
                     *       "latestExpiresAt": "2026-11-29T09:30:00.000Z",
                     *       "position": "1043"
                     *     }
                     */
                    "application/json": components["schemas"]["Grant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    revokeSupportAccess: {
        parameters: {
            query?: {
                /** @description Only this grant; the active one when absent. */
                grantId?: components["schemas"]["Id"];
                /** @description Why. */
                reason?: components["schemas"]["Text"];
            };
            header?: {
                /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *       "workspaceId": "acme",
                     *       "outcome": "accepted",
                     *       "events": [
                     *         {
                     *           "id": "5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13",
                     *           "type": "SupportAccessRevoked",
                     *           "revision": 3
                     *         }
                     *       ],
                     *       "position": "1045"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    extendSupportAccess: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                 *       "additionalMinutes": 60
                 *     }
                 */
                "application/json": components["schemas"]["ExtensionTerms"];
            };
        };
        responses: {
            /** @description The extension. */
            201: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *       "workspaceId": "acme",
                     *       "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *       "extension": 1,
                     *       "extendedBy": {
                     *         "id": "olivia",
                     *         "kind": "user"
                     *       },
                     *       "at": "2026-11-22T09:31:00.000Z",
                     *       "previousExpiresAt": "2026-11-22T11:30:00.000Z",
                     *       "expiresAt": "2026-11-22T12:30:00.000Z",
                     *       "position": "1044"
                     *     }
                     */
                    "application/json": components["schemas"]["Extension"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    logIn: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "ticketId": "T-42",
                 *       "reason": "exports fail"
                 *     }
                 */
                "application/json": components["schemas"]["LoginTerms"];
            };
        };
        responses: {
            /** @description The session. */
            201: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *       "workspaceId": "acme",
                     *       "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *       "sessionId": "0197f3c4-11b0-7a22-b1d7-3e8f6c5a9d12",
                     *       "engineer": {
                     *         "id": "erin",
                     *         "name": "Erin"
                     *       },
                     *       "at": "2026-11-22T09:32:04.120Z",
                     *       "sessionExpiresAt": "2026-11-22T10:32:04.120Z",
                     *       "token": "eyJhbGciOiJFUzI1NiIsInR5cCI6InN1cHBvcnQtc2Vzc2lvbitqd3QifQ.e30.c2lnbmF0dXJl",
                     *       "position": "1044"
                     *     }
                     */
                    "application/json": components["schemas"]["Login"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listGrants: {
        parameters: {
            query?: {
                /** @description By now. */
                status?: components["schemas"]["GrantStatus"];
                /** @description Of this workspace. */
                workspaceId?: components["schemas"]["Id"];
                /** @description Of this support case. */
                ticketId?: components["schemas"]["Id"];
                /** @description Those that were active at this instant, not in the future. */
                activeAt?: components["schemas"]["Instant"];
                /** @description How many at most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next` of the page before, with the other parameters unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description Answer from at least this position of the log: waits up to 5 s, then 503. */
                "Min-Position"?: components["parameters"]["minPosition"];
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "grants": [
                     *         {
                     *           "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *           "workspaceId": "acme",
                     *           "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *           "grantedBy": {
                     *             "id": "olivia",
                     *             "kind": "user"
                     *           },
                     *           "grantedAt": "2026-11-22T09:30:00.000Z",
                     *           "expiresAt": "2026-11-22T11:30:00.000Z",
                     *           "ticketId": "T-42",
                     *           "reason": "exports fail",
                     *           "extensions": 0,
                     *           "latestExpiresAt": "2026-11-29T09:30:00.000Z",
                     *           "position": "1043",
                     *           "status": "revoked",
                     *           "endedAt": "2026-11-22T09:45:00.000Z",
                     *           "cause": "revoked",
                     *           "revokedBy": {
                     *             "id": "olivia",
                     *             "kind": "user"
                     *           }
                     *         }
                     *       ],
                     *       "next": "TWTsT0nZ"
                     *     }
                     */
                    "application/json": components["schemas"]["GrantPage"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listRequestsOfWorkspace: {
        parameters: {
            query?: {
                /** @description By now. */
                status?: components["schemas"]["RequestStatus"];
                /** @description How many at most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next` of the page before, with the other parameters unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description Answer from at least this position of the log: waits up to 5 s, then 503. */
                "Min-Position"?: components["parameters"]["minPosition"];
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "requests": [
                     *         {
                     *           "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *           "workspaceId": "acme",
                     *           "requestId": "0197f3c1-0f4a-7b33-9c62-7d1e8a4b6c15",
                     *           "requestedBy": {
                     *             "id": "erin",
                     *             "name": "Erin",
                     *             "kind": "engineer"
                     *           },
                     *           "at": "2026-11-22T09:29:30.000Z",
                     *           "requestExpiresAt": "2026-11-25T09:29:30.000Z",
                     *           "reason": "exports fail",
                     *           "durationMinutes": 120,
                     *           "ticketId": "T-42",
                     *           "position": "1043",
                     *           "status": "pending"
                     *         }
                     *       ],
                     *       "next": "TWTsT0nZ"
                     *     }
                     */
                    "application/json": components["schemas"]["RequestPage"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    requestSupportAccess: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "exports fail",
                 *       "durationMinutes": 120,
                 *       "ticketId": "T-42"
                 *     }
                 */
                "application/json": components["schemas"]["RequestTerms"];
            };
        };
        responses: {
            /** @description The request. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *       "workspaceId": "acme",
                     *       "requestId": "0197f3c1-0f4a-7b33-9c62-7d1e8a4b6c15",
                     *       "requestedBy": {
                     *         "id": "erin",
                     *         "name": "Erin",
                     *         "kind": "engineer"
                     *       },
                     *       "at": "2026-11-22T09:29:30.000Z",
                     *       "requestExpiresAt": "2026-11-25T09:29:30.000Z",
                     *       "reason": "exports fail",
                     *       "durationMinutes": 120,
                     *       "ticketId": "T-42",
                     *       "position": "1043"
                     *     }
                     */
                    "application/json": components["schemas"]["AccessRequest"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listRequests: {
        parameters: {
            query?: {
                /** @description By now. */
                status?: components["schemas"]["RequestStatus"];
                /** @description Of this engineer. */
                requestedBy?: components["schemas"]["PersonId"];
                /** @description Of this workspace. */
                workspaceId?: components["schemas"]["Id"];
                /** @description Of this support case. */
                ticketId?: components["schemas"]["Id"];
                /** @description How many at most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next` of the page before, with the other parameters unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description Answer from at least this position of the log: waits up to 5 s, then 503. */
                "Min-Position"?: components["parameters"]["minPosition"];
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "requests": [
                     *         {
                     *           "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *           "workspaceId": "acme",
                     *           "requestId": "0197f3c1-0f4a-7b33-9c62-7d1e8a4b6c15",
                     *           "requestedBy": {
                     *             "id": "erin",
                     *             "name": "Erin",
                     *             "kind": "engineer"
                     *           },
                     *           "at": "2026-11-22T09:29:30.000Z",
                     *           "requestExpiresAt": "2026-11-25T09:29:30.000Z",
                     *           "reason": "exports fail",
                     *           "durationMinutes": 120,
                     *           "ticketId": "T-42",
                     *           "position": "1043",
                     *           "status": "pending"
                     *         }
                     *       ],
                     *       "next": "TWTsT0nZ"
                     *     }
                     */
                    "application/json": components["schemas"]["RequestPage"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    approveRequest: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
                /**
                 * @description The request.
                 * @example 0197f3c1-0f4a-7b33-9c62-7d1e8a4b6c15
                 */
                requestId: components["parameters"]["requestId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "durationMinutes": 60
                 *     }
                 */
                "application/json": components["schemas"]["ApprovalTerms"];
            };
        };
        responses: {
            /** @description The grant, or the extension. */
            201: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *       "workspaceId": "acme",
                     *       "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *       "grantedBy": {
                     *         "id": "olivia",
                     *         "kind": "user"
                     *       },
                     *       "grantedAt": "2026-11-22T09:30:00.000Z",
                     *       "expiresAt": "2026-11-22T11:30:00.000Z",
                     *       "ticketId": "T-42",
                     *       "reason": "exports fail",
                     *       "extensions": 0,
                     *       "latestExpiresAt": "2026-11-29T09:30:00.000Z",
                     *       "position": "1043",
                     *       "requestId": "0197f3c1-0f4a-7b33-9c62-7d1e8a4b6c15"
                     *     }
                     */
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    refuseRequest: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
                /**
                 * @description The request.
                 * @example 0197f3c1-0f4a-7b33-9c62-7d1e8a4b6c15
                 */
                requestId: components["parameters"]["requestId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "not this week"
                 *     }
                 */
                "application/json": components["schemas"]["RefusalTerms"];
            };
        };
        responses: {
            /** @description Closed. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *       "workspaceId": "acme",
                     *       "outcome": "accepted",
                     *       "events": [
                     *         {
                     *           "id": "5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13",
                     *           "type": "SupportAccessRequestClosed",
                     *           "revision": 2
                     *         }
                     *       ],
                     *       "position": "1044"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    withdrawRequest: {
        parameters: {
            query?: {
                /** @description Why. */
                reason?: components["schemas"]["Text"];
            };
            header?: {
                /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
                /**
                 * @description The request.
                 * @example 0197f3c1-0f4a-7b33-9c62-7d1e8a4b6c15
                 */
                requestId: components["parameters"]["requestId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Closed. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *       "workspaceId": "acme",
                     *       "outcome": "accepted",
                     *       "events": [
                     *         {
                     *           "id": "5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13",
                     *           "type": "SupportAccessRequestClosed",
                     *           "revision": 2
                     *         }
                     *       ],
                     *       "position": "1044"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    endSession: {
        parameters: {
            query?: {
                /** @description Why. */
                reason?: components["schemas"]["Text"];
            };
            header?: {
                /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
                /**
                 * @description The session.
                 * @example 0197f3c4-11b0-7a22-b1d7-3e8f6c5a9d12
                 */
                sessionId: components["parameters"]["sessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *       "workspaceId": "acme",
                     *       "outcome": "accepted",
                     *       "events": [
                     *         {
                     *           "id": "5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13",
                     *           "type": "SupportSessionEnded",
                     *           "revision": 4
                     *         }
                     *       ],
                     *       "position": "1046"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description Those that are live by now, or those that are over. */
                live?: boolean;
                /** @description Of this engineer. */
                engineer?: components["schemas"]["PersonId"];
                /** @description Of this workspace. */
                workspaceId?: components["schemas"]["Id"];
                /** @description Of this support case. */
                ticketId?: components["schemas"]["Id"];
                /** @description How many at most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next` of the page before, with the other parameters unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description Answer from at least this position of the log: waits up to 5 s, then 503. */
                "Min-Position"?: components["parameters"]["minPosition"];
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions": [
                     *         {
                     *           "workspaceId": "acme",
                     *           "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *           "sessionId": "0197f3c4-11b0-7a22-b1d7-3e8f6c5a9d12",
                     *           "engineer": {
                     *             "id": "erin",
                     *             "name": "Erin"
                     *           },
                     *           "at": "2026-11-22T09:32:04.120Z",
                     *           "sessionExpiresAt": "2026-11-22T10:32:04.120Z",
                     *           "ticketId": "T-42",
                     *           "cause": "signed-out",
                     *           "endedAt": "2026-11-22T09:44:00.000Z",
                     *           "position": "1044"
                     *         }
                     *       ],
                     *       "next": "TWTsT0nZ"
                     *     }
                     */
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    revokeSessionToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["TokenQuestion"];
            };
        };
        responses: {
            /** @description The token is of no live session. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "active": false
                     *     }
                     */
                    "application/json": components["schemas"]["TokenRevocation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    closeTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path: {
                /**
                 * @description The support case.
                 * @example T-42
                 */
                ticketId: components["parameters"]["ticketId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "solved"
                 *     }
                 */
                "application/json": components["schemas"]["TicketClosing"];
            };
        };
        responses: {
            /** @description What became of it in each workspace. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ticketId": "T-42",
                     *       "results": [
                     *         {
                     *           "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *           "workspaceId": "acme",
                     *           "outcome": "accepted",
                     *           "events": [
                     *             {
                     *               "id": "5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13",
                     *               "type": "SupportTicketClosed",
                     *               "revision": 4
                     *             }
                     *           ],
                     *           "position": "1046"
                     *         }
                     *       ],
                     *       "position": "1045"
                     *     }
                     */
                    "application/json": components["schemas"]["TicketClosure"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    closeEngineer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form. */
                "X-Request-Id"?: components["parameters"]["xRequestId"];
            };
            path: {
                /**
                 * @description The engineer.
                 * @example erin
                 */
                engineerId: components["parameters"]["engineerId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "left the team"
                 *     }
                 */
                "application/json": components["schemas"]["EngineerClosing"];
            };
        };
        responses: {
            /** @description What became of each session and request. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "engineerId": "erin",
                     *       "results": [
                     *         {
                     *           "commandId": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *           "workspaceId": "acme",
                     *           "outcome": "accepted",
                     *           "events": [
                     *             {
                     *               "id": "5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13",
                     *               "type": "SupportSessionEnded",
                     *               "revision": 4
                     *             }
                     *           ],
                     *           "position": "1046"
                     *         }
                     *       ],
                     *       "position": "1045"
                     *     }
                     */
                    "application/json": components["schemas"]["EngineerClosure"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    readAuditTrail: {
        parameters: {
            query?: {
                /** @description Only this; `WorkspaceUpdated` is for auditors alone. */
                type?: components["schemas"]["EventType"];
                /** @description The id of who did it. */
                actor?: components["schemas"]["PersonId"];
                /** @description Of this grant. */
                grantId?: components["schemas"]["Id"];
                /** @description Of this request. */
                requestId?: components["schemas"]["Id"];
                /** @description Of this session. */
                sessionId?: components["schemas"]["Id"];
                /** @description Of this support case. */
                ticketId?: components["schemas"]["Id"];
                /** @description Refusals with this code. */
                code?: string;
                /** @description Refusals of this command. */
                attempted?: components["schemas"]["AttemptedCommand"];
                /** @description Inclusive. */
                from?: components["schemas"]["Instant"];
                /** @description Exclusive. */
                to?: components["schemas"]["Instant"];
                /** @description By time. */
                order?: "asc" | "desc";
                /** @description A byte order mark before the CSV; for CSV alone. */
                bom?: boolean;
                /** @description How many at most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next` of the page before, with the other parameters unchanged. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description Answer from at least this position of the log: waits up to 5 s, then 503. */
                "Min-Position"?: components["parameters"]["minPosition"];
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, or all of it. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "entries": [
                     *         {
                     *           "id": "5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13",
                     *           "type": "SupportAccessGranted",
                     *           "label": "Support Access Granted",
                     *           "workspaceId": "acme",
                     *           "actor": {
                     *             "id": "olivia",
                     *             "kind": "user"
                     *           },
                     *           "at": "2026-11-22T09:30:00.000Z",
                     *           "recordedAt": "2026-11-22T09:30:00.000Z",
                     *           "revision": 1,
                     *           "position": "1043",
                     *           "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *           "expiresAt": "2026-11-22T11:30:00.000Z",
                     *           "ticketId": "T-42",
                     *           "reason": "exports fail"
                     *         }
                     *       ],
                     *       "next": "TWTsT0nZ"
                     *     }
                     */
                    "application/json": components["schemas"]["AuditTrailPage"];
                    /**
                     * @example at,label,type,actorId,actorKind,actorName,actorEmail,grantId,sessionId,cause,code,ticketId,reason,expiresAt,lagMs,ipAddress,userAgent,recordedAt,revision,position,id,workspaceId,attempted,requestId,durationMinutes,extension,endedAt
                     *     2026-11-22T09:30:00.000Z,Support Access Granted,SupportAccessGranted,olivia,user,,,0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11,,,,T-42,exports fail,2026-11-22T11:30:00.000Z,,,,2026-11-22T09:30:00.000Z,1,1043,5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13,acme,,,,,
                     */
                    "text/csv": string;
                    /** @example {"id":"5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13","type":"SupportAccessGranted","label":"Support Access Granted","workspaceId":"acme","actor":{"id":"olivia","kind":"user"},"at":"2026-11-22T09:30:00.000Z","recordedAt":"2026-11-22T09:30:00.000Z","revision":1,"position":"1043","grantId":"0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11","expiresAt":"2026-11-22T11:30:00.000Z","ticketId":"T-42","reason":"exports fail"} */
                    "application/x-ndjson": string;
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    readEvents: {
        parameters: {
            query?: {
                /** @description The events after this position; from the beginning when absent. */
                after?: components["schemas"]["Position"];
                /** @description How many; not of a stream. */
                limit?: number;
            };
            header?: {
                /** @description Of a stream that broke: go on after this position. Counts more than `after`; an empty one counts as none. */
                "Last-Event-ID"?: string;
                /** @description Answer from at least this position of the log: waits up to 5 s, then 503. */
                "Min-Position"?: components["parameters"]["minPosition"];
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, or a stream. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "events": [
                     *         {
                     *           "specversion": "1.0",
                     *           "id": "5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13",
                     *           "source": "urn:support-access",
                     *           "type": "SupportAccessGranted",
                     *           "subject": "acme",
                     *           "time": "2026-11-22T09:30:00.000Z",
                     *           "datacontenttype": "application/json",
                     *           "dataschema": "urn:support-access:event:SupportAccessGranted:1",
                     *           "position": "1045",
                     *           "revision": 3,
                     *           "chain": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *           "correlationid": "0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10",
                     *           "data": {
                     *             "workspaceId": "acme",
                     *             "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *             "grantedBy": {
                     *               "id": "olivia",
                     *               "kind": "user"
                     *             },
                     *             "grantedAt": "2026-11-22T09:30:00.000Z",
                     *             "expiresAt": "2026-11-22T11:30:00.000Z",
                     *             "ticketId": "T-42"
                     *           }
                     *         }
                     *       ],
                     *       "next": "1043",
                     *       "caughtUp": true
                     *     }
                     */
                    "application/json": components["schemas"]["EventsPage"];
                    /**
                     * @example id: 1043
                     *     event: SupportAccessGranted
                     *     data: {"specversion":"1.0","id":"5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13","source":"urn:support-access","type":"SupportAccessGranted","subject":"acme","time":"2026-11-22T09:30:00.000Z","datacontenttype":"application/json","dataschema":"urn:support-access:event:SupportAccessGranted:1","position":"1045","revision":3,"chain":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","correlationid":"0197f3c2-6d1e-7c40-9a53-0c1f5a3b8d10","data":{"workspaceId":"acme","grantId":"0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11","grantedBy":{"id":"olivia","kind":"user"},"grantedAt":"2026-11-22T09:30:00.000Z","expiresAt":"2026-11-22T11:30:00.000Z","ticketId":"T-42"}}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    followChanges: {
        parameters: {
            query?: {
                /** @description Only of this workspace. Owners must name one. */
                workspaceId?: components["schemas"]["Id"];
            };
            header?: {
                /** @description Of a stream that broke: go on after this `id`, as it was told. An empty one counts as none. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example :
                     *
                     *     id: 1042
                     *
                     *     event: change
                     *     id: 1043
                     *     data: {"type":"SupportAccessGranted","workspaceId":"acme","grantId":"0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11"}
                     */
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    readLatestCheckpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The signed note. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example support.example.com/log
                     *     1043
                     *     gFQ0ZvYVzLu2pMHzJPvWzG7bFgH3jkDHM6jEJ7fU0qk=
                     *
                     *     — support.example.com/log c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJl
                     */
                    "text/plain": components["schemas"]["SignedNote"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    listCheckpoints: {
        parameters: {
            query?: {
                /** @description Only those of more events than this. */
                after?: number;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "checkpoints": [
                     *         "support.example.com/log\n1043\ngFQ0ZvYVzLu2pMHzJPvWzG7bFgH3jkDHM6jEJ7fU0qk=\n\n— support.example.com/log c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJl\n"
                     *       ],
                     *       "next": 1043
                     *     }
                     */
                    "application/json": components["schemas"]["CheckpointsPage"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    proveConsistency: {
        parameters: {
            query: {
                /**
                 * @description The size of the older checkpoint.
                 * @example 1040
                 */
                from: number;
                /**
                 * @description The size of the newer one.
                 * @example 1043
                 */
                to: number;
            };
            header?: {
                /** @description Answer from at least this position of the log: waits up to 5 s, then 503. */
                "Min-Position"?: components["parameters"]["minPosition"];
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1040,
                     *       "to": 1043,
                     *       "hashes": [
                     *         "gFQ0ZvYVzLu2pMHzJPvWzG7bFgH3jkDHM6jEJ7fU0qk="
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ConsistencyProof"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    proveInclusion: {
        parameters: {
            query: {
                /**
                 * @description The size of the checkpoint.
                 * @example 1043
                 */
                size: number;
            };
            header?: {
                /** @description Answer from at least this position of the log: waits up to 5 s, then 503. */
                "Min-Position"?: components["parameters"]["minPosition"];
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description The `id` of the event.
                 * @example 5f0c9b1e-3a6d-5d2f-8c47-1b9e0a7d6c13
                 */
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "index": 1041,
                     *       "size": 1043,
                     *       "leaf": "gFQ0ZvYVzLu2pMHzJPvWzG7bFgH3jkDHM6jEJ7fU0qk=",
                     *       "hashes": [
                     *         "gFQ0ZvYVzLu2pMHzJPvWzG7bFgH3jkDHM6jEJ7fU0qk="
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["InclusionProof"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    readTrailCheckpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description The workspace.
                 * @example acme
                 */
                workspaceId: components["parameters"]["workspaceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The signed note. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example support.example.com/log/supportAccess-acme
                     *     1043
                     *     gFQ0ZvYVzLu2pMHzJPvWzG7bFgH3jkDHM6jEJ7fU0qk=
                     *
                     *     — support.example.com/log c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJl
                     */
                    "text/plain": components["schemas"]["SignedNote"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    readVerifierKeys: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example support.example.com/log+1a2b3c4d+AWu2pMHzJPvWzG7bFgH3jkDHM6jEJ7fU0qmAVDRm9hXM */
                    "text/plain": string;
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            default: components["responses"]["Refused"];
        };
    };
    evaluate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer from at least this position of the log: waits up to 5 s, then 503. */
                "Min-Position"?: components["parameters"]["minPosition"];
                /** @description Decide from the log itself, whoever wrote it. */
                "X-Consistency"?: components["parameters"]["consistency"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "subject": {
                 *         "type": "engineer",
                 *         "id": "erin"
                 *       },
                 *       "action": {
                 *         "name": "login"
                 *       },
                 *       "resource": {
                 *         "type": "workspace",
                 *         "id": "acme"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Evaluation"];
            };
        };
        responses: {
            /** @description The decision. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "decision": true,
                     *       "context": {
                     *         "reason": "ACTIVE_GRANT",
                     *         "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *         "expiresAt": "2026-11-22T11:30:00.000Z",
                     *         "position": "1043"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Decision"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    evaluateMany: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer from at least this position of the log: waits up to 5 s, then 503. */
                "Min-Position"?: components["parameters"]["minPosition"];
                /** @description Decide from the log itself, whoever wrote it. */
                "X-Consistency"?: components["parameters"]["consistency"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "subject": {
                 *         "type": "engineer",
                 *         "id": "erin"
                 *       },
                 *       "action": {
                 *         "name": "login"
                 *       },
                 *       "resource": {
                 *         "type": "workspace",
                 *         "id": "acme"
                 *       },
                 *       "evaluations": [
                 *         {},
                 *         {
                 *           "action": {
                 *             "name": "access"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["EvaluationBatch"];
            };
        };
        responses: {
            /** @description The decisions, in the order of the questions. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "evaluations": [
                     *         {
                     *           "decision": true,
                     *           "context": {
                     *             "reason": "ACTIVE_GRANT",
                     *             "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *             "expiresAt": "2026-11-22T11:30:00.000Z",
                     *             "position": "1043"
                     *           }
                     *         },
                     *         {
                     *           "decision": false,
                     *           "context": {
                     *             "reason": "NO_LIVE_SESSION",
                     *             "grantId": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *             "expiresAt": "2026-11-22T11:30:00.000Z",
                     *             "position": "1043"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Decisions"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    introspect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["TokenQuestion"];
            };
        };
        responses: {
            /** @description False from the moment the session or its grant ends. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "active": true,
                     *       "iss": "https://support-access.example.com",
                     *       "aud": "support-sessions",
                     *       "sub": "olivia",
                     *       "act": {
                     *         "sub": "erin"
                     *       },
                     *       "workspace": "acme",
                     *       "grant": "0197f3c2-6d1e-7c41-8f6a-5b2d9e7c4a11",
                     *       "sid": "0197f3c4-11b0-7a22-b1d7-3e8f6c5a9d12",
                     *       "jti": "0197f3c4-11b0-7a22-b1d7-3e8f6c5a9d12",
                     *       "iat": 1795339924,
                     *       "exp": 1795343524
                     *     }
                     */
                    "application/json": components["schemas"]["Introspection"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["Refused"];
        };
    };
    readSessionKeys: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "kty": "EC",
                     *           "kid": "cW9k",
                     *           "crv": "P-256",
                     *           "x": "11qYAYKxCrfVS_7TyWQHOg",
                     *           "y": "MKBCTNIcKUSDii",
                     *           "alg": "ES256"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["KeySet"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            default: components["responses"]["Refused"];
        };
    };
    readIssuerConfiguration: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "issuer": "https://support-access.example.com",
                     *       "jwks_uri": "https://support-access.example.com/.well-known/jwks.json",
                     *       "introspection_endpoint": "https://support-access.example.com/v1/sessions/introspect",
                     *       "revocation_endpoint": "https://support-access.example.com/v1/sessions/revoke",
                     *       "id_token_signing_alg_values_supported": [
                     *         "ES256"
                     *       ],
                     *       "subject_types_supported": [
                     *         "public"
                     *       ],
                     *       "response_types_supported": []
                     *     }
                     */
                    "application/json": components["schemas"]["IssuerConfiguration"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            default: components["responses"]["Refused"];
        };
    };
    readAuthzenConfiguration: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "policy_decision_point": "https://support-access.example.com",
                     *       "access_evaluation_endpoint": "https://support-access.example.com/access/v1/evaluation",
                     *       "access_evaluations_endpoint": "https://support-access.example.com/access/v1/evaluations"
                     *     }
                     */
                    "application/json": components["schemas"]["AuthzenConfiguration"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            default: components["responses"]["Refused"];
        };
    };
    readOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.1.0"
                     *     }
                     */
                    "application/json": components["schemas"]["OpenApiDocument"];
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            default: components["responses"]["Refused"];
        };
    };
    readDocs: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html> */
                    "text/html": string;
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            default: components["responses"]["Refused"];
        };
    };
    readDocsFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /** @example swagger-ui.css */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example  */
                    "text/css": string;
                    /** @example  */
                    "text/javascript": string;
                    /** @example  */
                    "image/png": string;
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            default: components["responses"]["Refused"];
        };
    };
    readLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "live"
                     *     }
                     */
                    "application/json": components["schemas"]["Liveness"];
                };
            };
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            default: components["responses"]["Refused"];
        };
    };
    readReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready",
                     *       "degraded": [],
                     *       "components": {
                     *         "event store": {
                     *           "status": "up"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            /** @description Not now; the reasons. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "not ready",
                     *       "degraded": [],
                     *       "components": {
                     *         "event store": {
                     *           "status": "down",
                     *           "reason": "database or disk is full"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    readMetrics: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that you have: 304 when it still holds. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example support_access_workspace_misses_total{reason="unknown"} 0 */
                    "text/plain": string;
                };
            };
            /** @description The answer that you have still holds. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            default: components["responses"]["Refused"];
        };
    };
}
