import { Body, Controller, Get, Header, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { JSONWebKeySet } from 'jose';
import { For, Public } from '../../auth/access.js';
import { FORM_TYPE, isForm, TAKES_FORMS } from '../../http/body-types.js';
import { malformed, ProblemError } from '../../http/problem-error.js';
import { PublicUrl } from '../../http/public-url.js';
import { SessionKeys } from './session-keys.js';
import type { SessionClaims, SessionTokens } from './session-tokens.js';
import { SESSION_TOKENS } from './session-tokens.js';

export type IssuerConfiguration = {
  issuer: string;
  jwks_uri: string;
  introspection_endpoint: string;
  revocation_endpoint: string;
  id_token_signing_alg_values_supported: string[];
  subject_types_supported: string[];
  response_types_supported: string[];
};

export type Introspection = { active: false } | ({ active: true } & SessionClaims);

@Controller()
export class SessionsController {
  constructor(
    @Inject(SESSION_TOKENS) private readonly tokens: SessionTokens,
    private readonly keys: SessionKeys,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** RFC 7662. A token that means nothing is not active, and no error. */
  @Post('v1/sessions/introspect')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @RouteConfig(TAKES_FORMS)
  @For('service', 'access-checker')
  async introspect(
    @Body() body: Buffer | undefined,
    @Headers('content-type') type: string | undefined,
  ): Promise<Introspection> {
    const claims = await this.tokens.introspect(readToken(body, type, 'RFC 7662'));
    return claims ? { active: true, ...claims } : { active: false };
  }

  /**
   * Where resource servers find the rest from the issuer's name alone (OpenID Connect Discovery 1.0, which Spring, .NET and
   * gateways look for). Nobody signs in here: there is no authorization endpoint, and no response type.
   */
  @Get('.well-known/openid-configuration')
  @Header('Cache-Control', 'public, max-age=300')
  @Public()
  configuration(): IssuerConfiguration {
    const issuer = this.publicUrl.value;
    return {
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      introspection_endpoint: `${issuer}/v1/sessions/introspect`,
      revocation_endpoint: `${issuer}/v1/sessions/revoke`,
      id_token_signing_alg_values_supported: this.keys.algorithms,
      subject_types_supported: ['public'],
      response_types_supported: [],
    };
  }

  /** The public parts of the keys that sign session tokens, and nothing else (RFC 7517). */
  @Get('.well-known/jwks.json')
  @Header('Cache-Control', 'public, max-age=300')
  @Public()
  jwks(): JSONWebKeySet {
    return this.keys.published;
  }
}

/** The token of a form. Other parameters, `token_type_hint` among them, are passed over (RFC 6749, 3.1). */
export function readToken(body: Buffer | undefined, type: string | undefined, rfc: string): string {
  if (body !== undefined && !isForm(type))
    throw new ProblemError(415, 'UNSUPPORTED_MEDIA_TYPE', `this call takes ${FORM_TYPE} (${rfc})`);
  const [token, ...more] = new URLSearchParams(body?.toString('utf8')).getAll('token');
  if (token === undefined || token === '') throw malformed([{ field: 'token', message: 'must be given' }]);
  if (more.length > 0) throw malformed([{ field: 'token', message: 'must be given once' }]);
  return token;
}
