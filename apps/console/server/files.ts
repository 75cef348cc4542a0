import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Asset } from './assets.js';
import type { Kit } from './kit.js';

/** The scripts that vendors load into their own pages, by their published names. A change that breaks a page gets a new number. */
const WIDGETS: Readonly<Record<string, string>> = {
  '1.0.0.js': 'widget/support-access-settings.js',
  '1.0.0/session-banner.js': 'widget/support-session-banner.js',
};

/** The name of a file changes with its content. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** The name of a widget stays while its content may be mended. */
const AN_HOUR = 'public, max-age=3600';

/** Serves the pages' own files, and the widgets, which pages of any origin may load. */
export function addFiles(scope: FastifyInstance, { site: { assets }, options }: Kit): void {
  type Asked = FastifyRequest<{ Params: { '*': string } }>;
  const send = (
    reply: FastifyReply,
    asset: Asset | undefined,
    headers: Record<string, string>,
  ): FastifyReply => {
    if (asset === undefined) throw options.refusal(404, 'NOT_FOUND', 'there is nothing at this path');
    return reply.headers(headers).type(asset.type).send(asset.content);
  };
  scope.get('/console/assets/*', (request: Asked, reply) =>
    send(reply, assets.file(request.params['*']), { 'Cache-Control': FOR_EVER }),
  );
  scope.get('/console/widget/*', (request: Asked, reply) => {
    const name = request.params['*'];
    const widget = Object.hasOwn(WIDGETS, name) ? assets.named(WIDGETS[name]!) : undefined;
    // What a widget loads later is beside it, by the name that its contents have.
    const asset = widget ?? assets.file(`widget/${name}`);
    return send(reply, asset, {
      'Cache-Control': widget ? AN_HOUR : FOR_EVER,
      'Access-Control-Allow-Origin': '*',
    });
  });
}
