import type { Finding } from '../finding.js';
import type { ServiceProcess } from '../service-process.js';
import type { Work } from './work.js';

/** What the process did, all of whose work was looked at. */
export function roleFinding(what: string, unit: string, work: Work, service: ServiceProcess): Finding {
  const [cpuUs, share] = [work.cpuUs[0]!, work.coreShares[0]!];
  return {
    what,
    measured: { value: work.perSecond, unit },
    note: `${cpuUs.toFixed(0)} µs of CPU each, ${(100 * share).toFixed(0)} % of a core; the machine was ${(100 * work.machineBusy).toFixed(0)} % busy; peak RSS ${service.resident().peakMiB.toFixed(0)} MiB`,
  };
}
