import type { DeliverySummary } from '../delivery/delivery-run.js';
import { DELIVERY_ENV, deliveryRun } from '../delivery/delivery-run.js';
import { newDatabase } from '../engines/shared-postgres.js';
import { ClusterScene } from './cluster-scene.js';
import { split } from './layout.js';

export type ClusterDeliveryOptions = { commands: number; seed: number; brokers: string; postgresUrl: string };
export type ClusterDeliverySummary = DeliverySummary & { answeredAtCrash: number };

/** No role has a standby: what is taken over is the partitions. */
const LAYOUT = split({ commands: 2, projections: 1, publisher: 1, expiry: 1 });

/** Delivers commands to two consumers, one of which is stopped, the other killed, each to come back with work left. */
export async function clusterDeliveryRun(options: ClusterDeliveryOptions): Promise<ClusterDeliverySummary> {
  const { brokers, postgresUrl, ...run } = options;
  const database = await newDatabase(postgresUrl);
  const scene = await ClusterScene.prepare('cluster-delivery', {
    brokers,
    readModelUrl: database.url,
    layout: LAYOUT,
    env: DELIVERY_ENV,
  });
  const [first, second] = scene.cluster.with('commands');
  let answeredAtCrash = 0;
  const restart = async (): Promise<void> => {
    await scene.cluster.stopInOrder([first!]);
    first!.launch();
    await scene.cluster.ready([first!]);
  };
  const crash = async (): Promise<void> => {
    await scene.kill(second!);
    answeredAtCrash = scene.results.first.size;
    second!.launch();
    await scene.cluster.ready([second!]);
  };
  try {
    return { ...(await deliveryRun(scene, { ...run, troubles: [restart, crash] })), answeredAtCrash };
  } finally {
    await scene.close();
    await database.drop();
  }
}
