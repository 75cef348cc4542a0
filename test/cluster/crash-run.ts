import type { CrashOptions, CrashSummary } from '../crash/crash-run.js';
import { killUnderLoad } from '../crash/crash-run.js';
import { newDatabase } from '../engines/shared-postgres.js';
import { ClusterScene } from './cluster-scene.js';
import { SPLIT } from './layout.js';

/** @param options `postgresUrl`: of a server on which a database is made */
export type ClusterCrashOptions = CrashOptions & { brokers: string; postgresUrl: string };

/** Kills processes of a cluster at random moments under load, starts them again, and looks in the end at what is there. */
export async function clusterCrashRun(options: ClusterCrashOptions): Promise<CrashSummary> {
  const { brokers, postgresUrl } = options;
  const database = await newDatabase(postgresUrl);
  try {
    const scene = await ClusterScene.prepare('cluster-crash', {
      brokers,
      readModelUrl: database.url,
      layout: SPLIT,
    });
    const victims = scene.cluster.members.map((member) => ({
      name: member.name,
      ready: () => scene.cluster.ready([member]),
      kill: () => scene.kill(member),
      launch: () => member.launch(),
    }));
    return await killUnderLoad(scene, victims, { ...options, shortestGrant: 60, perSecond: 100, clients: 4 });
  } finally {
    await database.drop();
  }
}
