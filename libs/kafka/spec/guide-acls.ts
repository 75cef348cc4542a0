import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';
import type { AclEntry } from 'kafkajs';

const GUIDE = readFileSync('docs/kafka.md', 'utf8');

export const ROLES = ['api', 'commands', 'expiry', 'projections', 'publisher'].map(
  (role) => `support-access-${role}`,
);

/** `<principal> <operation> <kind> <name>`, a name that ends in `*` being a prefix. */
export type Permission = string;

/** What the commands of the guide allow. The shell expands them; `kafka-acls.sh` is a function that shows its arguments. */
export function permissionsOfCommands(): Permission[] {
  const script = /```sh acls\n([\s\S]*?)```/.exec(GUIDE)?.[1] ?? '';
  const stub = 'KAFKA_BROKERS=unused:9092\nkafka-acls.sh() { echo "$@"; }\n';
  const shown = execFileSync('bash', ['-euc', stub + script], { encoding: 'utf8' });
  return shown.trim().split('\n').flatMap(permissionsOf);
}

function permissionsOf(command: string): Permission[] {
  const given = new Map<string, string[]>();
  for (const [, name, value] of command.matchAll(/--([a-z-]+) ([^- ]\S*)/g))
    given.set(name!, [...(given.get(name!) ?? []), value!]);
  const kind = given.has('topic') ? 'topic' : 'group';
  const star = given.get('resource-pattern-type')?.[0] === 'prefixed' ? '*' : '';
  return (given.get('allow-principal') ?? []).flatMap((principal) =>
    (given.get('operation') ?? []).map(
      (operation) => `${principal.replace('User:', '')} ${operation} ${kind} ${given.get(kind)?.[0]}${star}`,
    ),
  );
}

/** What the table of the guide says. */
export function permissionsOfTable(): Permission[] {
  const section = GUIDE.slice(GUIDE.indexOf('## Who may do what'), GUIDE.indexOf('```sh acls'));
  const rows = section.split('\n').filter((line) => /^\| (`|each)/.test(line));
  return rows.flatMap((row) => {
    const [, who, resource, operations] = row.split('|').map((cell) => cell.trim()) as [
      string,
      string,
      string,
      string,
    ];
    const principals = who.startsWith('each') ? ROLES : [who.replaceAll('`', '')];
    const [, kind, name] = /^(topic|group)s? `(.+)`$/.exec(resource) as unknown as [string, string, string];
    return principals.flatMap((principal) =>
      operations.split(', ').map((operation) => `${principal} ${operation} ${kind} ${name}`),
    );
  });
}

const OPERATIONS: Record<string, AclEntry['operation']> = {
  Read: kafkajs.AclOperationTypes.READ,
  Write: kafkajs.AclOperationTypes.WRITE,
  Create: kafkajs.AclOperationTypes.CREATE,
  Delete: kafkajs.AclOperationTypes.DELETE,
  Describe: kafkajs.AclOperationTypes.DESCRIBE,
  DescribeConfigs: kafkajs.AclOperationTypes.DESCRIBE_CONFIGS,
};

export function aclOf(permission: Permission): AclEntry {
  const [principal, operation, kind, name] = permission.split(' ') as [string, string, string, string];
  const isPrefix = name.endsWith('*');
  const { AclResourceTypes, ResourcePatternTypes, AclPermissionTypes } = kafkajs;
  return {
    principal: `User:${principal}`,
    host: '*',
    operation: OPERATIONS[operation]!,
    permissionType: AclPermissionTypes.ALLOW,
    resourceType: kind === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourceName: isPrefix ? name.slice(0, -1) : name,
    resourcePatternType: isPrefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
  };
}
