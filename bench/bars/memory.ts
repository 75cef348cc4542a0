import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { Bar } from '../bar.js';
import { atMost } from '../finding.js';
import { shownResident } from '../process-facts.js';
import { ServiceProcess } from '../service-process.js';
import { describe, story, workspaceIds } from '../workload/commands.js';
import { inFlight } from '../workload/in-flight.js';

const WORKSPACES = 1_000;
const IN_FLIGHT = 64;

/** What the service takes under a load of commands by HTTP, with every role; the Kafka bar tells it for Kafka. */
export const memory: Bar = {
  name: 'memory',
  title: 'Memory',
  async run({ quick, directory, nodeOptions }) {
    const place = join(directory, 'service');
    mkdirSync(place);
    const service = await ServiceProcess.start(place, nodeOptions);
    try {
      const workspaces = workspaceIds(WORKSPACES);
      const wires = [...describe(workspaces), ...story(workspaces, quick ? 2_000 : 40_000)];
      const headers = {
        authorization: `Bearer ${service.token('service')}`,
        'content-type': 'application/cloudevents+json',
      };
      const { elapsedMs } = await inFlight(IN_FLIGHT, wires.length, async (index) => {
        const answer = await fetch(`${service.address}/v1/commands`, {
          method: 'POST',
          headers,
          body: wires[index]!.value,
        });
        if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
        await answer.arrayBuffer();
      });
      const resident = service.resident();
      return [
        {
          what: 'peak RSS under commands by HTTP',
          measured: { value: resident.peakMiB, unit: 'MiB' },
          bar: atMost(300),
          note: `${wires.length} commands, ${IN_FLIGHT} in flight, ${((wires.length * 1000) / elapsedMs).toFixed(0)} a second; ${shownResident(resident)}`,
        },
      ];
    } finally {
      await service.stop();
    }
  },
};
