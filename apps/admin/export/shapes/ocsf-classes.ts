import type { Deed } from './deed.js';

const IAM = { category_uid: 3, category_name: 'Identity & Access Management' } as const;

/** @returns what names the class of an event and what was done, in numbers and in words */
const activity = <const Uid extends number>(
  class_uid: Uid,
  class_name: string,
  id: number,
  name: string,
) => ({
  ...IAM,
  class_uid,
  class_name,
  activity_id: id,
  activity_name: name,
  type_uid: class_uid * 100 + id,
  type_name: `${class_name}: ${name}`,
});

const LOGON = activity(3002, 'Authentication', 1, 'Logon');
const LOGOFF = activity(3002, 'Authentication', 2, 'Logoff');
const CREATE_ENTITY = activity(3004, 'Entity Management', 1, 'Create');
const UPDATE_ENTITY = activity(3004, 'Entity Management', 3, 'Update');
const ASSIGN_PRIVILEGES = activity(3005, 'User Access Management', 1, 'Assign Privileges');
const REVOKE_PRIVILEGES = activity(3005, 'User Access Management', 2, 'Revoke Privileges');

type OcsfClass = typeof LOGON | typeof UPDATE_ENTITY | typeof ASSIGN_PRIVILEGES;

export const CLASSES: Record<Deed, OcsfClass> = {
  grant: ASSIGN_PRIVILEGES,
  extend: ASSIGN_PRIVILEGES,
  revoke: REVOKE_PRIVILEGES,
  login: LOGON,
  logoff: LOGOFF,
  request: CREATE_ENTITY,
  'close-request': UPDATE_ENTITY,
  'close-ticket': UPDATE_ENTITY,
  'update-workspace': UPDATE_ENTITY,
};
