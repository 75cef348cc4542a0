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

export const LOGON = activity(3002, 'Authentication', 1, 'Logon');
export const UPDATE_ENTITY = activity(3004, 'Entity Management', 3, 'Update');
export const ASSIGN_PRIVILEGES = activity(3005, 'User Access Management', 1, 'Assign Privileges');
export const REVOKE_PRIVILEGES = activity(3005, 'User Access Management', 2, 'Revoke Privileges');

export type OcsfClass = typeof LOGON | typeof UPDATE_ENTITY | typeof ASSIGN_PRIVILEGES;
