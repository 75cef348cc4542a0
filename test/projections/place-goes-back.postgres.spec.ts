import { describeWith } from '../engines/engines.js';
import { newDatabase, onServer } from '../engines/shared-postgres.js';
import type { Projection, ProjectionsPlace } from './place-goes-back.contract.js';
import { placeGoesBackContract, PROJECTIONS } from './place-goes-back.contract.js';

const SCHEMAS: Readonly<Record<Projection, string>> = {
  'read models': 'support_access_read_models',
  'log tree': 'support_access_log_tree',
  'due list': 'support_access_due_list',
};

/** Runs a statement for each table of a schema; `%1$I` is the schema and `%2$I` the table. */
const forTablesOf = (schema: string, statement: string): string => `
  DO $$ DECLARE t text; BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = '${schema}' LOOP
      EXECUTE format('${statement}', '${schema}', t);
    END LOOP;
  END $$`;

async function newPlace(): Promise<ProjectionsPlace> {
  const { url, drop } = await newDatabase();
  return {
    url,
    dump: async () => {
      for (const which of PROJECTIONS)
        await onServer(
          url,
          `CREATE SCHEMA dump_${SCHEMAS[which]};
           ${forTablesOf(SCHEMAS[which], 'CREATE TABLE dump_%1$s.%2$I AS TABLE %1$I.%2$I')}`,
        );
    },
    restore: async (projections) => {
      for (const which of projections)
        await onServer(
          url,
          forTablesOf(SCHEMAS[which], 'TRUNCATE %1$I.%2$I; INSERT INTO %1$I.%2$I TABLE dump_%1$s.%2$I'),
        );
    },
    remove: drop,
  };
}

describeWith(['postgres'], 'projections in PostgreSQL whose place goes back under the follower', () => {
  placeGoesBackContract(newPlace);
});
