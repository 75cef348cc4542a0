import { Controller, Get, Module, Req, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import fastify from 'fastify';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { GuardedRequest, SupportSessionGuard } from '#client/guard';
import { expressGuard, fastifyGuard, nestGuard } from '#client/guard';

/** A vendor's product that answers `/w/<workspace>` with the support session that it was asked in. */
export type GuardedApp = { address: string; close(): Promise<unknown> };

type Options = { guard: SupportSessionGuard; optional?: boolean };

const sessionOf = ({ supportSession }: GuardedRequest) => ({ supportSession });

async function onExpress({ guard, optional = false }: Options): Promise<GuardedApp> {
  const app = express();
  const gate = expressGuard<express.Request<{ workspace: string }>>(guard, {
    workspaceOf: ({ params }) => params.workspace,
    optional,
  });
  app.get('/w/:workspace', gate, (request, response) => void response.json(sessionOf(request)));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => (server.closeAllConnections(), server.close()),
  };
}

async function onFastify({ guard, optional = false }: Options): Promise<GuardedApp> {
  const app = fastify();
  const onRequest = fastifyGuard<GuardedRequest & { params: unknown }>(guard, {
    workspaceOf: ({ params }) => (params as { workspace: string }).workspace,
    optional,
  });
  app.get('/w/:workspace', { onRequest }, (request, reply) => void reply.send(sessionOf(request)));
  return { address: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
}

async function onNest({ guard, optional = false }: Options): Promise<GuardedApp> {
  const gate = nestGuard<GuardedRequest & { params: { workspace: string } }>(guard, {
    workspaceOf: ({ params }) => params.workspace,
    optional,
  });
  @Controller('w')
  @UseGuards(gate)
  class Pages {
    @Get(':workspace')
    page(@Req() request: GuardedRequest) {
      return sessionOf(request);
    }
  }
  @Module({ controllers: [Pages] })
  class Product {}
  const app = await NestFactory.create<NestFastifyApplication>(Product, new FastifyAdapter(), {
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  return { address: await app.getUrl(), close: () => app.close() };
}

export const FRAMEWORKS = { Express: onExpress, Fastify: onFastify, Nest: onNest };
