/** Whether the API takes it for the id of a workspace or a ticket. */
export const isId = (text: string): boolean => /^[A-Za-z0-9._:@-]{1,128}$/.test(text);
